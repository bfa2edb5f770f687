package io.rdrop.registry;

/** The rule for paths within a registry: relative, {@code /}-separated, and unable to leave the root. */
public final class RegistryPath {
    private RegistryPath() {}

    /**
     * Returns the path if it is safe.
     *
     * @throws RegistryException if it is empty or absolute, or has a backslash, a control character or a name that is
     *     empty, {@code .} or {@code ..}
     */
    public static String require(String path) throws RegistryException {
        for (String name : path.split("/", -1)) {
            if (!isPlainName(name)) {
                throw new RegistryException(
                        "a registry path must be relative, without empty names, `.`, `..`, backslashes or"
                                + " control characters, but was `" + path + "`");
            }
        }
        return path;
    }

    /** As {@link #require}, but the empty path, which names the root, is allowed. */
    public static String requireOrRoot(String path) throws RegistryException {
        return path.isEmpty() ? path : require(path);
    }

    /** Whether this is one name that is safe in a path. */
    static boolean isPlainName(String name) {
        // A colon would name a drive or a stream on Windows, and a scheme in a URI.
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
    }
}
