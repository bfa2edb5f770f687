package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which records a canary answers: those for which the first four bytes of SHA-256 of the id (UTF-8), read as a
 * big-endian number and divided by 2^32, are below its share. A larger share has the same records, and more. Not
 * thread-safe.
 */
final class CanaryShare {
    private static final double RANGE = 0x1p32;

    private final MessageDigest hash;
    private final double share;

    CanaryShare(double share) {
        this.share = share;
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean has(String id) {
        return Integer.toUnsignedLong(
                        ByteBuffer.wrap(hash.digest(id.getBytes(UTF_8))).getInt())
                < share * RANGE;
    }
}
