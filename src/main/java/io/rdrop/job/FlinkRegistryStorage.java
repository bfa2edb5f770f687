package io.rdrop.job;

import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.RegistryPath;
import io.rdrop.registry.RegistryStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.IOUtils;
import org.jspecify.annotations.Nullable;

/** A registry on any path that Flink's file systems know. */
public final class FlinkRegistryStorage implements RegistryStorage {
    private final Path root;
    private final FileSystem files;

    FlinkRegistryStorage(Path root) throws IOException {
        this.root = root;
        files = root.getFileSystem();
    }

    /** Local directories by java.nio, which syncs to disk; what has another scheme than {@code file} by Flink. */
    public static RegistryStorage of(String directory) throws IOException {
        int scheme = directory.indexOf(":/");
        if (scheme < 0) {
            return new LocalRegistryStorage(java.nio.file.Path.of(directory));
        }
        return directory.substring(0, scheme).equalsIgnoreCase("file")
                ? new LocalRegistryStorage(localPath(directory))
                : new FlinkRegistryStorage(new Path(directory));
    }

    private static java.nio.file.Path localPath(String fileUri) throws IOException {
        try {
            // People write spaces as they are.
            return java.nio.file.Path.of(URI.create(fileUri.replace(" ", "%20")).getPath());
        } catch (IllegalArgumentException e) {
            throw new IOException("registry.directory must be a path or a URI but was " + fileUri, e);
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return status(resolve(path)) != null;
    }

    @Override
    public List<String> list(String directory) throws IOException {
        Path path = directory.isEmpty() ? root : resolve(directory);
        FileStatus status = status(path);
        if (status == null || !status.isDir()) {
            return List.of();
        }
        FileStatus[] children = files.listStatus(path);
        return children == null
                ? List.of()
                : Arrays.stream(children)
                        .map(child -> child.getPath().getName())
                        .sorted()
                        .toList();
    }

    @Override
    public byte[] read(String path) throws IOException {
        Path resolved = resolve(path);
        FileStatus status = status(resolved);
        if (status == null || status.isDir()) {
            throw new FileNotFoundException("no such file in the registry: " + resolved);
        }
        byte[] content = new byte[Math.toIntExact(status.getLen())];
        try (FSDataInputStream in = files.open(resolved)) {
            IOUtils.readFully(in, content, 0, content.length);
        }
        return content;
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path resolved = resolve(path);
        files.mkdirs(resolved.getParent());
        try (FSDataOutputStream out = files.create(resolved, FileSystem.WriteMode.OVERWRITE)) {
            out.write(content);
            out.sync();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = resolve(from);
        Path target = resolve(to);
        FileStatus there = status(target);
        FileStatus here = status(source);
        if (here == null) {
            throw new FileNotFoundException("nothing to rename in the registry: " + source);
        }
        if (there != null && (there.isDir() || here.isDir())) {
            throw new IOException("cannot rename " + source + ": the target " + target + " exists");
        }
        files.mkdirs(target.getParent());
        if (!files.rename(source, target)) {
            // Some file systems refuse to replace a file; then, and only then, there is a moment without one.
            if (there == null || !files.delete(target, false) || !files.rename(source, target)) {
                throw new IOException("cannot rename " + source + " to " + target);
            }
        }
    }

    @Override
    public void delete(String path, boolean recursive) throws IOException {
        Path resolved = resolve(path);
        FileStatus status = status(resolved);
        if (status == null) {
            return;
        }
        if (!recursive && status.isDir() && !list(path).isEmpty()) {
            throw new IOException("cannot delete " + resolved + ": it is a directory that is not empty");
        }
        if (!files.delete(resolved, recursive)) {
            throw new IOException("cannot delete " + resolved);
        }
    }

    @Override
    public long lastModifiedMs(String path) throws IOException {
        return files.getFileStatus(resolve(path)).getModificationTime();
    }

    private Path resolve(String path) throws IOException {
        return new Path(root, RegistryPath.require(path));
    }

    private @Nullable FileStatus status(Path path) throws IOException {
        try {
            return files.getFileStatus(path);
        } catch (FileNotFoundException e) {
            return null;
        }
    }
}
