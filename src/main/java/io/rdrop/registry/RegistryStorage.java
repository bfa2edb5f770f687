package io.rdrop.registry;

import io.rdrop.Public;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The port to a file store that holds a registry. Paths are relative to the registry's root, with {@code /} between
 * names, and are refused with a {@link RegistryException} if they could leave it ({@link RegistryPath#require}).
 *
 * <p>The registry's promise of never showing a torn version rests on {@link #rename}: it must be atomic. Every other
 * operation may stop half-way. Implementations pass {@code RegistryStorageContract}.
 */
@Public
public interface RegistryStorage {
    /** Whether a file or a directory stands there. */
    boolean exists(String path) throws IOException;

    /**
     * The names in a directory.
     *
     * @param directory path of the directory; empty for the root
     * @return plain names, sorted by code unit; empty if there is no such directory
     */
    List<String> list(String directory) throws IOException;

    /**
     * The whole content of a file.
     *
     * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is no such file
     */
    byte[] read(String path) throws IOException;

    /**
     * Writes a file, replacing an older one, and makes the directories above it. On return the content is durable, as
     * far as the store can tell. Not atomic.
     *
     * @param content not modified
     */
    void write(String path, byte[] content) throws IOException;

    /**
     * Writes files into one directory, as {@link #write} does, in the order of the map. When it returns, all of them
     * are durable; a store that can make them so together may do it at the end.
     *
     * @param files content by plain file name; not modified
     */
    default void writeAll(String directory, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            write(directory + "/" + file.getKey(), file.getValue());
        }
    }

    /**
     * Puts a file in the place of another one, or of none: readers see the old content or the new one. On return it is
     * durable.
     *
     * @param temporary where the new content is written first; nothing is left there
     * @param content not modified
     */
    default void replace(String path, String temporary, byte[] content) throws IOException {
        write(temporary, content);
        rename(temporary, path);
    }

    /**
     * Renames a file or a directory atomically and makes the directories above the target. A file replaces a file that
     * stands there.
     *
     * @throws IOException if there is no source, or if a directory is source or target and the target exists; nothing
     *     has then changed
     */
    void rename(String from, String to) throws IOException;

    /**
     * Deletes a file or a directory; nothing happens if there is none. Not atomic.
     *
     * @param recursive delete a directory with all it holds
     * @throws IOException if it is a directory that is not empty and {@code recursive} is false
     */
    void delete(String path, boolean recursive) throws IOException;

    /**
     * When a file or directory was last written, milliseconds since the epoch; 0 where the store does not know.
     *
     * @throws IOException if there is no such file or directory
     */
    long lastModifiedMs(String path) throws IOException;
}
