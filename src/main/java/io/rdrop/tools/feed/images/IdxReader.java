package io.rdrop.tools.feed.images;

import io.rdrop.config.ConfigException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * An open idx file of unsigned bytes, the format that the MNIST images came in, plain or gzip: two zero bytes, the
 * element type 8, the number of dimensions; each size as a big-endian 32-bit integer; then the elements, the last
 * dimension fastest. The first dimension counts the items. Not thread-safe.
 */
final class IdxReader implements Closeable {
    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int MAX_ITEM_BYTES = 1 << 28;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final DataInputStream in;
    private final int items;
    private final int[] itemSizes;
    private final int itemBytes;
    private int read;

    private IdxReader(Path file, DataInputStream in, int items, int[] itemSizes, int itemBytes) {
        this.file = file;
        this.in = in;
        this.items = items;
        this.itemSizes = itemSizes;
        this.itemBytes = itemBytes;
    }

    /**
     * Opens a file at its first item.
     *
     * @param what the content, for messages
     * @param fewest dimensions allowed, that of the items counted
     * @param most dimensions allowed
     * @throws ConfigException if it is no such idx file
     * @throws IOException if it cannot be read, or ends in its header
     */
    static IdxReader open(Path file, String what, int fewest, int most) throws IOException {
        DataInputStream in = new DataInputStream(stream(file));
        try {
            int magic = in.readInt();
            int dimensions = magic - UNSIGNED_BYTES;
            if (dimensions < fewest || dimensions > most) {
                String expected = Integer.toString(UNSIGNED_BYTES + fewest);
                expected += fewest == most ? "" : " to " + (UNSIGNED_BYTES + most);
                throw new ConfigException(file + " must be an idx file of " + what + " as unsigned bytes (magic number "
                        + expected + ") but begins with " + Integer.toUnsignedString(magic)
                        + (magic == UNSIGNED_BYTES + 1 ? ", as labels do; --data names the images" : ""));
            }
            int items = size(file, in, "items");
            int[] sizes = new int[dimensions - 1];
            long bytes = 1;
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = size(file, in, "elements in dimension " + (i + 2));
                bytes = Math.min(bytes * sizes[i], Integer.MAX_VALUE);
            }
            if (bytes > MAX_ITEM_BYTES) {
                throw new ConfigException(file + " must have items of at most " + MAX_ITEM_BYTES
                        + " bytes but its sizes are " + Arrays.toString(sizes));
            }
            return new IdxReader(file, in, items, sizes, (int) bytes);
        } catch (IOException e) {
            in.close();
            throw unreadable(file, "in its header", e);
        } catch (RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Whether a file begins as one of unsigned bytes, of whatever dimensions. */
    static boolean isIdx(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(stream(file))) {
            return in.readInt() >>> Byte.SIZE == UNSIGNED_BYTES >>> Byte.SIZE;
        } catch (EOFException e) {
            return false;
        }
    }

    /** Items that the header tells of. */
    int items() {
        return items;
    }

    /** Sizes of one item, the first dimension left out. */
    int[] itemSizes() {
        return itemSizes.clone();
    }

    /** Bytes of one item. */
    int itemBytes() {
        return itemBytes;
    }

    /**
     * Reads the next item.
     *
     * @param item [itemBytes]; overwritten
     * @return false after the last item
     * @throws IOException if the file ends before the item does, goes on after the last one, or is damaged
     */
    boolean next(byte[] item) throws IOException {
        try {
            if (read == items) {
                if (in.read() >= 0) {
                    throw new IOException("it goes on after the last of them");
                }
                return false;
            }
            in.readFully(item, 0, itemBytes);
        } catch (IOException e) {
            throw unreadable(file, "after " + read + " of " + items + " items", e);
        }
        read++;
        return true;
    }

    /** Its file. */
    @Override
    public String toString() {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static int size(Path file, DataInputStream in, String what) throws IOException {
        int size = in.readInt();
        if (size < 1) {
            throw new ConfigException(file + " must have from 1 to " + Integer.MAX_VALUE + " " + what
                    + " but its header says " + Integer.toUnsignedString(size));
        }
        return size;
    }

    private static InputStream stream(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException((Files.exists(file) ? "not a file: " : "no such data file: ") + file);
        }
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            in.mark(2);
            boolean gzip = (in.read() << 8 | in.read()) == GZIP_MAGIC;
            in.reset();
            return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES) : in;
        } catch (IOException e) {
            in.close();
            throw unreadable(file, "at its first bytes", e);
        }
    }

    /** The message says it all; a cause would be shown in its place. */
    private static IOException unreadable(Path file, String where, IOException e) {
        String reason = e instanceof EOFException ? "it ends there" : String.valueOf(e.getMessage());
        IOException told = new IOException(file + " cannot be read " + where + ": " + reason);
        told.addSuppressed(e);
        return told;
    }
}
