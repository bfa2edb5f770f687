package io.rdrop.config;

/** What stands before an Avro datum. */
public enum AvroFraming {
    /** Nothing. */
    NONE,
    /** Avro's single-object encoding: 0xC3 0x01 and the schema's CRC-64-AVRO fingerprint, which is compared. */
    SINGLE_OBJECT,
    /** The header of Confluent's serializers: 0x00 and four bytes of schema id, which is not looked up. */
    CONFLUENT
}
