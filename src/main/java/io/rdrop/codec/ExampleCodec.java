package io.rdrop.codec;

import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;

/** A wire format: what a record's bytes mean. Not for use by several threads at once. */
@FunctionalInterface
public interface ExampleCodec {
    /**
     * What a record is: an example, or a rejection with the first fault that counts. Never throws, whatever the bytes.
     */
    Decoded decode(RawRecord record);
}
