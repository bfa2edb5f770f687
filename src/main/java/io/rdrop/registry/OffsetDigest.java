package io.rdrop.registry;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A digest of a sequence of offsets that an auditor can recompute, and whose state can be saved between any two of
 * them:
 *
 * <pre>
 * h(0) = 32 zero bytes
 * h(k) = SHA-256( h(k-1) || offset(k) as 8 bytes, big-endian )
 * </pre>
 *
 * <p>{@code MessageDigest} hides its state, so one SHA-256 over all offsets could not be continued after a restore;
 * chaining whole hashes can, and order and multiplicity of the offsets count just the same. Not thread-safe.
 */
public final class OffsetDigest {
    private final MessageDigest sha256 = Sha256.digest();
    private final ByteBuffer block = ByteBuffer.allocate(Sha256.BYTES + Long.BYTES);

    /** The digest of no offsets. */
    public OffsetDigest() {}

    /** Goes on from {@link #state()}. */
    OffsetDigest(byte[] state) {
        block.put(0, state, 0, Sha256.BYTES);
    }

    /** Appends an offset. */
    public void add(long offset) {
        block.putLong(Sha256.BYTES, offset);
        sha256.update(block.array());
        try {
            sha256.digest(block.array(), 0, Sha256.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for " + Sha256.BYTES + " bytes", e);
        }
    }

    /** h(k): 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(block.array(), 0, Sha256.BYTES);
    }

    /** h(k): a new array of 32 bytes. */
    byte[] state() {
        byte[] state = new byte[Sha256.BYTES];
        block.get(0, state);
        return state;
    }
}
