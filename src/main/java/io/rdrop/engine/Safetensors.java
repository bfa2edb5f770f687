package io.rdrop.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes float32 tensors as a safetensors file: int64 length of the header, the header as JSON (of each tensor its
 * type, shape and bytes), then their values, little-endian, row-major. It holds numbers and names, and nothing that is
 * run when it is loaded.
 */
public final class Safetensors {
    /** The entry of a model's zip that is in this format. */
    public static final String ENTRY = "model.safetensors";

    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /**
     * A tensor that lies in a flat array.
     *
     * @param name in it no quotation marks or backslashes
     * @param shape row-major
     * @param from its first value
     */
    public record Entry(String name, long[] shape, long from) {
        long length() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    /** Writes the tensors in their order; the stream stays open. */
    public static void write(OutputStream out, List<Entry> entries, Floats values) throws IOException {
        long[] end = {0};
        String header = entries.stream()
                .map(entry -> {
                    long begin = end[0];
                    end[0] += entry.length() * Float.BYTES;
                    return "\"" + entry.name() + "\":{\"dtype\":\"F32\",\"shape\":"
                            + Arrays.toString(entry.shape()).replace(" ", "") + ",\"data_offsets\":[" + begin + ","
                            + end[0] + "]}";
                })
                .collect(Collectors.joining(",", "{", "}"));
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .array());
        out.write(padded);
        float[] block = new float[Floats.BLOCK];
        byte[] bytes = new byte[Floats.BLOCK * Float.BYTES];
        for (Entry entry : entries) {
            for (long at = 0; at < entry.length(); at += Floats.BLOCK) {
                int count = (int) Math.min(Floats.BLOCK, entry.length() - at);
                values.get(entry.from() + at, block, count);
                out.write(bytes, 0, LittleEndian.encode(block, count, bytes));
            }
        }
    }
}
