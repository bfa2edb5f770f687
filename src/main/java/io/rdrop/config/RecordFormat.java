package io.rdrop.config;

import io.rdrop.Public;

/** In what form records are. */
@Public
public enum RecordFormat {
    /** One JSON object. */
    JSON,
    /** Avro's binary encoding. */
    AVRO,
    /** This project's own; docs/records.md has it byte by byte. */
    BINARY
}
