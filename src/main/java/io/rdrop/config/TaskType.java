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
    IMAGE_CLASSIFICATION(Input.IMAGE, Target.CLASS),
    /** Which character of a text comes next. */
    LANGUAGE_MODEL(Input.TEXT, Target.TEXT),
    /** A tag for each token of a sentence. */
    SEQUENCE_TAGGING(Input.TOKENS, Target.TAGS),
    /** A text in another language. */
    TRANSLATION(Input.SOURCE, Target.WRITTEN),
    /** A shorter text that says the same. */
    SUMMARIZATION(Input.SOURCE, Target.WRITTEN);

    /** What an example is. */
    public enum Input {
        /** Configured columns. */
        TABLE,
        TEXT,
        IMAGE,
        /** The tokens of a sentence. */
        TOKENS,
        /** A text that another one is written for. */
        SOURCE
    }

    /** What is predicted for it. */
    public enum Target {
        CLASS,
        NUMBER,
        /** The example itself, bit by bit: it has no label. */
        TEXT,
        /** A class for each token. */
        TAGS,
        /** A text of its own. */
        WRITTEN
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
