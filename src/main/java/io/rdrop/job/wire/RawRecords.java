package io.rdrop.job.wire;

import io.rdrop.example.RawRecord;
import java.util.List;

/**
 * Records that came together, as they were read.
 *
 * @param records in the order in which they were read; not copied
 */
public record RawRecords(List<RawRecord> records) {}
