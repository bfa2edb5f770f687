package io.rdrop.codec;

import io.rdrop.config.JobConfig;

/** The codecs by format. */
public final class ExampleCodecs {
    private ExampleCodecs() {}

    /**
     * The codec of a job's records.
     *
     * @throws io.rdrop.config.ConfigException if the Avro schema does not fit the configuration
     */
    public static ExampleCodec of(JobConfig config) {
        return of(config, RecordShape.of(config));
    }

    /**
     * The codec of records to predict, which need no label.
     *
     * @throws io.rdrop.config.ConfigException if the Avro schema does not fit the configuration
     */
    public static ExampleCodec unlabelled(JobConfig config) {
        return of(config, RecordShape.of(config, true));
    }

    private static ExampleCodec of(JobConfig config, RecordShape shape) {
        return switch (config.input().format()) {
            case JSON -> JsonExampleCodec.of(shape);
            case AVRO -> new AvroExampleCodec(config, shape);
            case BINARY -> new BinaryExampleCodec(shape);
        };
    }
}
