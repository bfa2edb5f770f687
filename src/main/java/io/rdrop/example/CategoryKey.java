package io.rdrop.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a category is known by: itself, or, if it is long, {@code sha-256:} and the SHA-256 (hex) of its UTF-8, so that
 * long ones still differ and none takes more memory than it may.
 */
public final class CategoryKey {
    private static final String PREFIX = "sha-256:";
    private static final int MOST_BYTES_PER_CHAR = 3;

    private CategoryKey() {}

    /**
     * The key of a category.
     *
     * @param maxBytes of UTF-8 that a category may have to be its own key, at least 72: as many as the key of a long
     * one has
     */
    public static String of(String category, int maxBytes) {
        if ((long) category.length() * MOST_BYTES_PER_CHAR <= maxBytes) {
            return category;
        }
        byte[] bytes = category.getBytes(UTF_8);
        if (bytes.length <= maxBytes) {
            return category;
        }
        try {
            return PREFIX
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
