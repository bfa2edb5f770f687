package io.rdrop.tools.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What tells a data file from another one.
 *
 * @param bytes its length
 * @param crc32c its checksum, hexadecimal
 */
record DataFingerprint(long bytes, String crc32c) {
    private static final int BUFFER = 1 << 20;

    static DataFingerprint of(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
                bytes += read;
            }
        }
        return new DataFingerprint(bytes, Long.toHexString(checksum.getValue()));
    }

    @Override
    public String toString() {
        return bytes + " bytes, CRC-32C " + crc32c;
    }
}
