/** An in-process Kafka broker and Flink mini cluster. */
@NullMarked
package io.rdrop.embedded;

import org.jspecify.annotations.NullMarked;
