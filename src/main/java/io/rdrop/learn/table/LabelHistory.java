package io.rdrop.learn.table;

/** What a row knows of the labels before it. */
public interface LabelHistory {
    /** No label was known yet. */
    int NO_LABEL = -1;

    /** The label before this row, or {@link #NO_LABEL}. */
    int lastLabel();
}
