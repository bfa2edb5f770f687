package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Gets records again, byte for byte, that have long become examples. */
interface OriginalRecords extends Serializable {
    /**
     * Reads records where they stand.
     *
     * @param positions of the wanted records
     * @return one record per position, in the same order; its value is null if the topic no longer has it
     * @throws IOException if the topic cannot be read in time
     */
    List<RawRecord> fetch(List<SourcePosition> positions) throws IOException;
}
