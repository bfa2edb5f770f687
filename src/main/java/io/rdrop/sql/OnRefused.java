package io.rdrop.sql;

/** What a row that nothing can be predicted for gives. */
public enum OnRefused {
    /** NULL in all output columns; it is counted. */
    NULL,
    /** The failure of the job. */
    FAIL
}
