package io.rdrop.engine.dl4j;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SHA-256, in lower-case hexadecimal digits. */
final class Sha256 {
    private Sha256() {}

    static String ofText(String text) {
        return hex(digest(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Over the arrays' values as float32, little-endian, one array after the other; null counts as empty. */
    static String ofFloats(@Nullable INDArray... arrays) {
        MessageDigest digest = digest();
        byte[] bytes = new byte[HostFloats.BLOCK * Float.BYTES];
        for (INDArray array : arrays) {
            if (array != null) {
                HostFloats.of(array)
                        .forEachBlock(
                                (block, count) -> digest.update(bytes, 0, LittleEndian.encode(block, count, bytes)));
            }
        }
        return hex(digest, new byte[0]);
    }

    private static String hex(MessageDigest digest, byte[] last) {
        return HexFormat.of().formatHex(digest.digest(last));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
