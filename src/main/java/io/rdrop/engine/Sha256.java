package io.rdrop.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** SHA-256, in lower-case hexadecimal digits. */
public final class Sha256 {
    private Sha256() {}

    /** Of a text in UTF-8. */
    public static String ofText(String text) {
        return hex(digest(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Over the values, little-endian, one array after the other; null counts as empty. */
    public static String ofFloats(@Nullable Floats... arrays) {
        MessageDigest digest = digest();
        byte[] bytes = new byte[Floats.BLOCK * Float.BYTES];
        for (Floats array : arrays) {
            if (array != null) {
                array.forEachBlock((block, count) -> digest.update(bytes, 0, LittleEndian.encode(block, count, bytes)));
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
