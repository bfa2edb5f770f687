package io.rdrop.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Which texts may be model keys. Those of the last records are not looked through again. */
final class ModelNames {
    static final String EXPECTED = "`model` names a directory: it must have 1 to " + ModelNames.MAX_BYTES
            + " bytes (UTF-8), not be blank, . or .., and have no /, \\ or control character,";

    private static final int MAX_BYTES = 128;
    private static final int PLACES = 64;

    private final String[] admitted = new String[PLACES];

    ModelNames() {
        java.util.Arrays.fill(admitted, "");
    }

    boolean admit(String name) {
        int hash = name.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        if (!name.isEmpty() && admitted[place].equals(name)) {
            return true;
        }
        if (!canNameDirectory(name)) {
            return false;
        }
        admitted[place] = name;
        return true;
    }

    /** A lone surrogate is no character of any file system; the limit is in bytes because theirs is. */
    private static boolean canNameDirectory(String name) {
        return !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.codePoints()
                        .noneMatch(c -> c == '/'
                                || c == '\\'
                                || Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE)
                && name.getBytes(UTF_8).length <= MAX_BYTES;
    }
}
