package io.rdrop.tools.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** idx files written by tests. */
public final class IdxFiles {
    public static final int LABELS = 2049;
    public static final int GREY = 2051;
    public static final int WITH_CHANNELS = 2052;

    private IdxFiles() {}

    /** Header and elements as they stand in a file. */
    public static byte[] bytes(int magic, int[] sizes, int... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length); // big-endian by default
        bytes.putInt(magic);
        for (int size : sizes) {
            bytes.putInt(size);
        }
        for (int element : elements) {
            bytes.put((byte) element);
        }
        return bytes.array();
    }

    /** Writes, compressed if the name ends with .gz. */
    public static Path write(Path file, byte[] content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                OutputStream sink = file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out) {
            sink.write(content);
        }
        return file;
    }

    public static Path labels(Path file, int... labels) throws IOException {
        return write(file, bytes(LABELS, new int[] {labels.length}, labels));
    }

    public static int[] sizes(int... sizes) {
        return sizes;
    }
}
