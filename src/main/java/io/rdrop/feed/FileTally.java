package io.rdrop.feed;

import java.util.List;

/** Counts over a whole data file, row by row. */
interface FileTally {
    /** Counts a row; a broken one says nothing about columns. */
    void add(Row row);

    /** Every column of the file, known after all rows. */
    List<String> columns();

    /** The columns to learn from, in order. */
    List<ColumnTally> features();

    /** Values of the label column. */
    LabelTally labels();
}
