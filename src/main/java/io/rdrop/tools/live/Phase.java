package io.rdrop.tools.live;

import java.util.Locale;

/** Where a run stands. */
public enum Phase {
    STARTING("Starting Kafka and Flink"),
    LEARNING("Learning"),
    /** The job failed and goes on from its last checkpoint. */
    RESTARTING("Restarting from the last checkpoint"),
    STOPPING("Stopping: saving the model and where it stands"),
    FINISHED("Finished"),
    FAILED("Failed");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** Lower-case, as in the page's JSON. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    String text() {
        return text;
    }

    /** Whether nothing changes any more. */
    boolean isEnd() {
        return this == FINISHED || this == FAILED;
    }
}
