package io.rdrop.config;

/** In what form records are. */
public enum RecordFormat {
    /** One JSON object. */
    JSON,
    /** Avro's binary encoding. */
    AVRO,
    /** This project's own; docs/records.md has it byte by byte. */
    BINARY
}
