/** Data files and drift generators turned into records on a Kafka topic. */
@NullMarked
package io.rdrop.tools.feed;

import org.jspecify.annotations.NullMarked;
