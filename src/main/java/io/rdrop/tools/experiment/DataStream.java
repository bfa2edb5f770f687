package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import java.util.List;

/**
 * A stream that cells learn from, in memory.
 *
 * @param name of its file, for people
 * @param job what was inferred from it, with what all studies have in common, and what the user has set
 * @param records in their order; not to be modified
 * @param fingerprint of the records, hexadecimal
 */
public record DataStream(String name, JobConfig job, List<byte[]> records, String fingerprint) {
    public DataStream {
        records = List.copyOf(records);
    }

    /** With the fingerprint that these records have. */
    public static DataStream of(String name, JobConfig job, List<byte[]> records) {
        Fingerprint fingerprint = new Fingerprint();
        records.forEach(fingerprint::add);
        return new DataStream(name, job, records, fingerprint.hex());
    }
}
