package io.rdrop.config;

/** What is learned, and from what. */
public enum TaskType {
    /** Classes of the rows of a table. */
    CLASSIFICATION,
    /** A number for each row of a table. */
    REGRESSION,
    /** Classes of texts. */
    TEXT_CLASSIFICATION,
    /** Classes of images. */
    IMAGE_CLASSIFICATION;

    /** Whether examples are rows of configured columns. */
    public boolean isTabular() {
        return this == CLASSIFICATION || this == REGRESSION;
    }
}
