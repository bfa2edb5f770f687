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
        return switch (config.input().format()) {
            case JSON -> JsonExampleCodec.of(config);
            case AVRO -> new AvroExampleCodec(config);
            case BINARY -> new BinaryExampleCodec(config);
        };
    }
}
