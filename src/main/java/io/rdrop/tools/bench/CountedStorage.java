package io.rdrop.tools.bench;

import io.rdrop.registry.RegistryStorage;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A store that counts what it is asked for. */
final class CountedStorage implements RegistryStorage {
    private final RegistryStorage real;
    private long looks;
    private long writes;
    private long bytes;
    private long moves;

    CountedStorage(RegistryStorage real) {
        this.real = real;
    }

    /** Files read, directories listed, and whether something is there. */
    long looks() {
        return looks;
    }

    /** Files written. */
    long writes() {
        return writes;
    }

    /** Bytes written. */
    long bytes() {
        return bytes;
    }

    /** Renamed or deleted. */
    long moves() {
        return moves;
    }

    @Override
    public boolean exists(String path) throws IOException {
        looks++;
        return real.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        looks++;
        return real.list(directory);
    }

    @Override
    public byte[] read(String path) throws IOException {
        looks++;
        return real.read(path);
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        writes++;
        bytes += content.length;
        real.write(path, content);
    }

    @Override
    public void writeAll(String directory, Map<String, byte[]> files) throws IOException {
        writes += files.size();
        files.values().forEach(content -> bytes += content.length);
        real.writeAll(directory, files);
    }

    @Override
    public void replace(String path, String temporary, byte[] content) throws IOException {
        writes++;
        moves++;
        bytes += content.length;
        real.replace(path, temporary, content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        moves++;
        real.rename(from, to);
    }

    @Override
    public void delete(String path, boolean recursive) throws IOException {
        moves++;
        real.delete(path, recursive);
    }

    @Override
    public long lastModifiedMs(String path) throws IOException {
        looks++;
        return real.lastModifiedMs(path);
    }
}
