package io.rdrop.tools.chaos;

/** When a kill comes. */
public enum Moment {
    /** At any time. */
    STEPS("while training"),
    /** While a checkpoint is being taken. */
    CHECKPOINT("in a checkpoint"),
    /** When a checkpoint is complete, and what it covers is being committed. */
    COMMIT("in a commit");

    private final String title;

    Moment(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
