package io.rdrop.state;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * A training state of format 1, which is read for ever and no longer written: version 1 of the parts of its day one
 * after the other, in a frame of magic {@code RDRS}, format version (int32), payload length (int32), payload, CRC-32C
 * of the payload (int32); all big-endian.
 */
public record StateFrame(byte[] framed) implements StoredState {
    private static final int MAGIC = 0x52445253;
    private static final int FORMAT = 1;
    private static final int HEADER_BYTES = 3 * Integer.BYTES;
    private static final int OVERHEAD_BYTES = HEADER_BYTES + Integer.BYTES;

    /** In the order of their bytes. */
    private static final List<String> PARTS = List.of(
            "configuration",
            "session",
            "learner",
            "model",
            "encoder",
            "target",
            "evaluator",
            "history",
            "replay",
            "micro-batch",
            "probe",
            "last-report",
            "offsets");

    @Override
    public void restore(List<StatePart> parts) throws IOException {
        Map<String, StatePart> byName = parts.stream().collect(Collectors.toMap(StatePart::name, Function.identity()));
        DataInput in = payload();
        for (String name : PARTS) {
            StatePart part = byName.get(name);
            if (part == null) {
                throw new IOException("part " + name + " of the training state is unknown");
            }
            try {
                part.restoring().restore(in, 1);
            } catch (EOFException e) {
                throw new IOException("part " + name + " of the training state ends early", e);
            }
        }
    }

    /** The payload, checked to be a training state of this version, and undamaged. */
    DataInput payload() throws IOException {
        if (framed.length < OVERHEAD_BYTES) {
            throw new IOException(
                    "a training state has at least " + OVERHEAD_BYTES + " bytes but this had " + framed.length);
        }
        ByteBuffer frame = ByteBuffer.wrap(framed);
        int magic = frame.getInt();
        if (magic != MAGIC) {
            throw new IOException("not a training state: it starts with 0x" + Integer.toHexString(magic));
        }
        int format = frame.getInt();
        if (format != FORMAT) {
            throw new IOException("training state must have version " + FORMAT + " but had " + format);
        }
        int length = frame.getInt();
        if (length != framed.length - OVERHEAD_BYTES) {
            throw new IOException(
                    "training state must have " + length + " bytes but had " + (framed.length - OVERHEAD_BYTES));
        }
        CRC32C crc = new CRC32C();
        crc.update(framed, HEADER_BYTES, length);
        if (frame.getInt(HEADER_BYTES + length) != (int) crc.getValue()) {
            throw new IOException("training state is damaged: its checksum does not hold");
        }
        return new DataInputStream(new ByteArrayInputStream(framed, HEADER_BYTES, length));
    }
}
