package io.rdrop.config;

/** What is learned, and from what. */
public enum TaskType {
    /** Classes of the rows of a table. */
    CLASSIFICATION(Input.TABLE, Target.CLASS),
    /** A number for each row of a table. */
    REGRESSION(Input.TABLE, Target.NUMBER),
    /** Classes of texts. */
    TEXT_CLASSIFICATION(Input.TEXT, Target.CLASS),
    /** Classes of images. */
    IMAGE_CLASSIFICATION(Input.IMAGE, Target.CLASS);

    /** What an example is. */
    public enum Input {
        /** Configured columns. */
        TABLE,
        TEXT,
        IMAGE
    }

    /** What is predicted for it. */
    public enum Target {
        CLASS,
        NUMBER
    }

    private final Input input;
    private final Target target;

    TaskType(Input input, Target target) {
        this.input = input;
        this.target = target;
    }

    public Input input() {
        return input;
    }

    public Target target() {
        return target;
    }

    /** Whether examples are rows of configured columns. */
    public boolean isTabular() {
        return input == Input.TABLE;
    }
}
