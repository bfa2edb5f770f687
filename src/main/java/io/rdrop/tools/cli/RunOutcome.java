package io.rdrop.tools.cli;

import java.time.Duration;
import java.util.Map;

/**
 * What a run did.
 *
 * @param trained examples trained on
 * @param rejected records in the dead-letter topic
 * @param rejectedByReason the same by reason code
 * @param sent records sent
 * @param stopped true if it was asked to stop before the end
 * @param elapsed from the start of Kafka and Flink to the end of the job
 */
record RunOutcome(
        long trained, long rejected, Map<String, Long> rejectedByReason, long sent, boolean stopped, Duration elapsed) {
    /** Records read from the stream. */
    long read() {
        return trained + rejected;
    }
}
