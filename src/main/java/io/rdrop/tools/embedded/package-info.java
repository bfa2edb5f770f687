/** An in-process Kafka broker and Flink mini cluster. */
@NullMarked
package io.rdrop.tools.embedded;

import org.jspecify.annotations.NullMarked;
