package io.rdrop.config;

import org.jspecify.annotations.Nullable;

/** Avro records. */
public record AvroConfig(
        @Setting(
                value =
                        "avro: the schema that records are written with; a file (read when the job is submitted), or the JSON"
                                + " itself as text. `none`: the one that `rdrop schema` prints.",
                byDefault = "none")
        @Nullable
        String schema,

        @Setting(
                value =
                        "avro: what stands before each datum. `single-object`: Avro's single-object encoding, whose fingerprint"
                                + " must be that of the schema. `confluent`: a zero byte and four bytes of schema id, which is not"
                                + " looked up. `none`: nothing.",
                byDefault = "single-object")
        AvroFraming framing) {}
