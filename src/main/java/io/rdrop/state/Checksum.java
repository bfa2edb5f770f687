package io.rdrop.state;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** CRC-32C and CRC-32 side by side: enough to tell by it alone that a chunk has not changed. */
final class Checksum {
    private Checksum() {}

    static long of(byte[] bytes, int length) {
        CRC32C castagnoli = new CRC32C();
        castagnoli.update(bytes, 0, length);
        CRC32 ieee = new CRC32();
        ieee.update(bytes, 0, length);
        return castagnoli.getValue() << Integer.SIZE | ieee.getValue();
    }
}
