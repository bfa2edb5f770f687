/** Records onto a Kafka topic, paced and acknowledged. */
@NullMarked
package io.rdrop.tools.feed.sending;

import org.jspecify.annotations.NullMarked;
