package io.rdrop.engine.dense;

import io.rdrop.engine.Floats;
import io.rdrop.engine.Sha256;
import io.rdrop.engine.TrainableModel;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What DL4J's ModelSerializer reads. Not written by ModelSerializer itself, because that would write the configuration
 * in training, which only this project can load, and the time of day, so that the same model gave other bytes each
 * time.
 *
 * <p>An array is, as {@code Nd4j.write} has it, two buffers: of int64 the rank 1, n, the stride 1, the mark of float32,
 * 1, 'c'; and of n float32. A buffer is its allocation mode, its length, its type, its values, big-endian.
 */
public final class StandardZip {
    /** The earliest time that a zip entry can carry. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";
    private static final String UPDATER = "updaterState.bin";
    private static final String MODE = "MIXED_DATA_TYPES";
    private static final long FLOAT32 = 0x2000;
    private static final long ANY = -1;

    private StandardZip() {}

    /** Another entry, which DL4J passes over. */
    public record Extra(String name, Content content) {
        /** Writes it; the stream stays open. */
        @FunctionalInterface
        public interface Content {
            void write(OutputStream out) throws IOException;
        }
    }

    /** Writes a network; the stream stays open. */
    public static void write(OutputStream out, String configuration, Floats parameters, @Nullable Floats updaterState)
            throws IOException {
        write(out, configuration, parameters, updaterState, null);
    }

    /** Writes a network, and one entry more unless that is null; the stream stays open. */
    public static void write(
            OutputStream out,
            String configuration,
            Floats parameters,
            @Nullable Floats updaterState,
            @Nullable Extra extra)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        entry(zip, CONFIGURATION);
        zip.write(configuration.getBytes(StandardCharsets.UTF_8));
        // Weights become a fourteenth smaller, at 30 MB a second, and training waits for it.
        zip.setLevel(Deflater.NO_COMPRESSION);
        entry(zip, COEFFICIENTS);
        writeArray(zip, parameters);
        if (updaterState != null && updaterState.length() > 0) {
            entry(zip, UPDATER);
            writeArray(zip, updaterState);
        }
        if (extra != null) {
            entry(zip, extra.name());
            extra.content().write(zip);
        }
        zip.finish();
        zip.flush();
    }

    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    private static void writeArray(ZipOutputStream zip, Floats values) throws IOException {
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
        long[] shape = {1, values.length(), 1, FLOAT32, 1, 'c'};
        writeHead(data, shape.length, "LONG");
        for (long value : shape) {
            data.writeLong(value);
        }
        writeHead(data, values.length(), "FLOAT");
        values.forEachBlock((block, count) -> {
            for (int i = 0; i < count; i++) {
                data.writeFloat(block[i]);
            }
        });
        data.flush();
    }

    private static void writeHead(DataOutputStream data, long length, String type) throws IOException {
        data.writeUTF(MODE);
        data.writeLong(length);
        data.writeUTF(type);
    }

    /** The parameters alone, of which there must be as many as expected; the stream stays open. */
    public static float[] parameters(InputStream zip, long expected) throws IOException {
        ZipInputStream entries = new ZipInputStream(zip);
        for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (entry.getName().equals(COEFFICIENTS)) {
                return readArray(new DataInputStream(new BufferedInputStream(entries)), expected);
            }
        }
        throw new IOException("exported network is damaged: it has no " + COEFFICIENTS);
    }

    /**
     * SHA-256 (hex) of parameters, then optimiser state, as {@link TrainableModel#stateSha256} had it.
     *
     * @param zip what {@link #write} wrote; stays open
     */
    public static String stateSha256(InputStream zip) throws IOException {
        Map<String, Floats> arrays = new HashMap<>();
        ZipInputStream entries = new ZipInputStream(zip);
        for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (entry.getName().equals(COEFFICIENTS) || entry.getName().equals(UPDATER)) {
                DataInputStream data = new DataInputStream(new BufferedInputStream(entries));
                arrays.put(entry.getName(), new Array(readArray(data, ANY)));
            }
        }
        return Sha256.ofFloats(arrays.get(COEFFICIENTS), arrays.get(UPDATER));
    }

    @SuppressWarnings("ArrayRecordComponent") // hashed and dropped
    private record Array(float[] values) implements Floats {
        @Override
        public long length() {
            return values.length;
        }

        @Override
        public void get(long from, float[] into, int count) {
            System.arraycopy(values, (int) from, into, 0, count);
        }
    }

    private static float[] readArray(DataInputStream data, long expected) throws IOException {
        try {
            long shape = readHead(data, "LONG");
            if (shape < 0 || shape > 64) {
                throw new IOException("exported network is damaged: its shape has " + shape + " numbers");
            }
            data.skipNBytes(shape * Long.BYTES);
            long length = readHead(data, "FLOAT");
            if (length != expected && expected != ANY) {
                throw new IOException("exported network is another one or damaged: it has " + length
                        + " parameters but this network " + expected);
            }
            float[] values = new float[Math.toIntExact(length)];
            for (int i = 0; i < values.length; i++) {
                values[i] = data.readFloat();
            }
            return values;
        } catch (EOFException e) {
            throw new IOException("exported network is damaged: it ends early", e);
        }
    }

    private static long readHead(DataInputStream data, String type) throws IOException {
        data.readUTF();
        long length = data.readLong();
        String found = data.readUTF();
        if (!found.equals(type)) {
            throw new IOException("exported network has values of type " + found + " and not " + type);
        }
        return length;
    }
}
