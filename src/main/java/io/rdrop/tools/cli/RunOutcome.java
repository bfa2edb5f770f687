package io.rdrop.tools.cli;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param trained examples trained on
 * @param rejected records in the dead-letter topic
 * @param rejectedByReason the same by reason code
 * @param sent records sent
 * @param stopped true if it was asked to stop before the end
 * @param failure what it failed of; null if it did not
 * @param elapsed from the start of Kafka and Flink to the end of the job
 */
record RunOutcome(
        long trained,
        long rejected,
        Map<String, Long> rejectedByReason,
        long sent,
        boolean stopped,
        @Nullable Exception failure,
        Duration elapsed) {
    /** Where the run stands after it. */
    RunFile.State state() {
        if (failure != null) {
            return RunFile.State.FAILED;
        }
        return stopped ? RunFile.State.STOPPED : RunFile.State.FINISHED;
    }

    /** Records read from the stream. */
    long read() {
        return trained + rejected;
    }
}
