package io.rdrop.codec;

import io.rdrop.config.JobConfig;
import io.rdrop.config.RecordFormat;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import org.jspecify.annotations.Nullable;

/** JSON records into another format, but for those that the job would reject anyway. Not for use by several threads. */
public final class Transcoder {
    private static final SourcePosition NOWHERE = new SourcePosition("", 0, 0, RecordWriter.NO_TIME);

    private final JsonExampleCodec json;
    private final @Nullable RecordWriter writer;

    /** To the format of a job, {@code input.format}. */
    public Transcoder(JobConfig config) {
        json = JsonExampleCodec.of(config);
        writer = config.input().format() == RecordFormat.JSON
                ? null
                : config.input().format() == RecordFormat.AVRO
                        ? new AvroRecordWriter(config)
                        : new BinaryRecordWriter(config);
    }

    /** The same record in the job's format. */
    public byte[] transcode(byte[] record) {
        return writer != null && json.decode(new RawRecord(NOWHERE, record)) instanceof Example example
                ? writer.write(example)
                : record;
    }
}
