package io.rdrop.tools.feed.files;

/** Rows to the records that the job reads. What cannot be turned into a record stays as it is, for the job to judge. */
public interface RowEncoder {
    /** The bytes of the row's record. */
    byte[] encode(Row row);
}
