package io.rdrop.registry;

import io.rdrop.Public;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A registry on a local file system. Files and directory entries are forced to disk before a call returns. */
@Public
public final class LocalRegistryStorage implements RegistryStorage {
    /** Not for the world to write: what a version holds is what others predict with. */
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-rw-r--");

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxrwxr-x");

    private final Path root;

    /** The registry's directory is made on the first write. */
    public LocalRegistryStorage(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public boolean exists(String path) throws IOException {
        try {
            // Not Files.exists: it says no, too, where the disk cannot be asked.
            Files.readAttributes(resolve(path), BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path listed = root.resolve(RegistryPath.requireOrRoot(directory));
        try (Stream<Path> entries = Files.list(listed)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        return Files.readAllBytes(resolve(path));
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path file = resolve(path);
        makeDirectories(file.getParent());
        writeForced(file, content);
        force(file.getParent());
    }

    @Override
    public void writeAll(String directory, Map<String, byte[]> files) throws IOException {
        Path into = resolve(directory);
        makeDirectories(into);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            writeForced(resolve(directory + "/" + file.getKey()), file.getValue());
        }
        force(into);
    }

    @Override
    public void replace(String path, String temporary, byte[] content) throws IOException {
        Path target = resolve(path);
        Path first = resolve(temporary);
        makeDirectories(first.getParent());
        makeDirectories(target.getParent());
        writeForced(first, content);
        Files.move(first, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The temporary name need not be gone for good: whoever writes there next replaces it.
        force(target.getParent());
    }

    /** The content is durable when it returns, its name in the directory not yet. */
    private static void writeForced(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                atMost(FILE, file))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = resolve(from);
        Path target = resolve(to);
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString());
        }
        // rename(2) would silently replace an empty directory.
        if (Files.exists(target) && (Files.isDirectory(source) || Files.isDirectory(target))) {
            throw new FileAlreadyExistsException(target.toString());
        }
        makeDirectories(target.getParent());
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        force(target.getParent());
        force(source.getParent());
    }

    @Override
    public void delete(String path, boolean recursive) throws IOException {
        Path target = resolve(path);
        if (recursive && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(target, new DeleteAll());
        } else if (!Files.deleteIfExists(target)) {
            return; // nothing was there, so nothing has changed
        }
        force(target.getParent());
    }

    @Override
    public long lastModifiedMs(String path) throws IOException {
        return Files.getLastModifiedTime(resolve(path)).toMillis();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private Path resolve(String path) throws RegistryException {
        return root.resolve(RegistryPath.require(path));
    }

    private static void makeDirectories(@Nullable Path directory) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(directory.getParent());
        Files.createDirectories(directory, atMost(DIRECTORY, directory));
        force(directory.getParent());
    }

    /** Permissions from which the process' umask takes away. */
    private static FileAttribute<?>[] atMost(Set<PosixFilePermission> permissions, Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes a directory's entries durable; one that cannot be opened (Windows) is durable by itself. */
    private static void force(@Nullable Path directory) throws IOException {
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        if (!isPosix(directory)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class DeleteAll extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
