package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * The directory name of a model key. Letters, digits, {@code .}, {@code _} and {@code -} stand for themselves; every
 * other UTF-8 byte, and a leading dot, is {@code %XX}. File systems allow 255 bytes a name: what would be longer than
 * {@value #MAX_PLAIN} is cut and marked {@code ~} with the key's SHA-256; such a name does not say its key, the
 * manifests in it do.
 */
final class ModelDirectory {
    static final int MAX_PLAIN = 120;
    private static final char HASHED = '~';

    private ModelDirectory() {}

    /**
     * The directory name of a key.
     *
     * @throws RegistryException if the key is empty or no valid Unicode
     */
    static String encode(String model) throws RegistryException {
        if (model.isEmpty()) {
            throw new RegistryException("a model key must not be empty");
        }
        byte[] utf8 = utf8(model);
        StringBuilder name = new StringBuilder(utf8.length + 16);
        for (byte each : utf8) {
            int value = Byte.toUnsignedInt(each);
            if (isPlain(value) && !(value == '.' && name.isEmpty())) {
                name.append((char) value);
            } else {
                name.append('%').append(hexDigit(value >> 4)).append(hexDigit(value & 0xF));
            }
        }
        return name.length() <= MAX_PLAIN ? name.toString() : name.substring(0, MAX_PLAIN) + HASHED + Sha256.hex(utf8);
    }

    /** Whether the name does not say its key. */
    static boolean isHashed(String name) {
        return name.indexOf(HASHED) >= 0;
    }

    /** The key of a directory name; empty if {@link #encode} makes no such name, or makes it of a long key. */
    static Optional<String> decode(String name) {
        byte[] utf8 = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            int value = name.charAt(i);
            if (value == '%') {
                if (i + 2 >= name.length()) {
                    return Optional.empty();
                }
                value = (Character.digit(name.charAt(i + 1), 16) << 4) | Character.digit(name.charAt(i + 2), 16);
                i += 2;
            }
            utf8[length++] = (byte) value;
        }
        try {
            String model =
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, 0, length)).toString();
            // Only the canonical spelling counts: it makes this the exact inverse, whatever the loop let through.
            return encode(model).equals(name) ? Optional.of(model) : Optional.empty();
        } catch (CharacterCodingException | RegistryException e) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String model) throws RegistryException {
        try {
            ByteBuffer encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(model));
            byte[] utf8 = new byte[encoded.remaining()];
            encoded.get(utf8);
            return utf8;
        } catch (CharacterCodingException e) {
            throw new RegistryException("a model key must be valid Unicode but was `" + model + "`", e);
        }
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value, 16));
    }

    private static boolean isPlain(int value) {
        return isBetween(value, 'A', 'Z')
                || isBetween(value, 'a', 'z')
                || isBetween(value, '0', '9')
                || value == '.'
                || value == '_'
                || value == '-';
    }

    private static boolean isBetween(int value, char first, char last) {
        return value >= first && value <= last;
    }
}
