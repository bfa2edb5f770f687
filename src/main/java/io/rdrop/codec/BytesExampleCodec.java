package io.rdrop.codec;

import io.rdrop.example.ByteReader;
import io.rdrop.example.Decoded;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import java.util.Objects;

/** A format whose values are read byte by byte: what cannot be read is {@link RejectionReason#MALFORMED}. */
abstract class BytesExampleCodec implements ExampleCodec {
    private static final int MAX_DETAIL_CHARS = 200;

    private final RecordShape shape;
    private final String damage;
    private final ByteReader reader = new ByteReader();

    /** The damage is what is said of a value that cannot be read, before the reason. */
    BytesExampleCodec(RecordShape shape, String damage) {
        this.shape = shape;
        this.damage = damage;
    }

    /**
     * Reads a value of admissible size.
     *
     * @throws IOException if it is not of the format
     */
    abstract Decoded read(ByteReader in, RawRecord record) throws IOException;

    @Override
    public final Decoded decode(RawRecord record) {
        Fault fault = shape.faultOfSize(record.value());
        if (fault != null) {
            return fault.rejection(record);
        }
        byte[] value = Objects.requireNonNull(record.value());
        try {
            return read(reader.over(value, 0, value.length), record);
        } catch (IOException | RuntimeException e) {
            return new Rejection(
                    record, RejectionReason.MALFORMED, Excerpt.of(damage + ": " + e.getMessage(), MAX_DETAIL_CHARS));
        }
    }
}
