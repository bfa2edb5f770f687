package io.rdrop.registry;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A real store whose k-th changing operation fails, as if the process had died there. Nothing works afterwards. */
final class FaultyStorage implements RegistryStorage {
    /** How the operation fails. */
    enum Fault {
        /** Nothing of it happened. */
        BEFORE,
        /** Half of it happened: half the bytes are written, one file of a directory is deleted. */
        HALF_WAY,
        /** All of it happened, but the caller never knew. */
        AFTER
    }

    private final RegistryStorage real;
    private final Fault fault;
    private int operationsLeft;
    private boolean failed;

    /**
     * @param operation which changing operation fails, 1-based
     */
    FaultyStorage(RegistryStorage real, int operation, Fault fault) {
        this.real = real;
        this.operationsLeft = operation;
        this.fault = fault;
    }

    boolean failed() {
        return failed;
    }

    @Override
    public boolean exists(String path) throws IOException {
        requireAlive();
        return real.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        requireAlive();
        return real.list(directory);
    }

    @Override
    public byte[] read(String path) throws IOException {
        requireAlive();
        return real.read(path);
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        change(() -> real.write(path, content), () -> real.write(path, Arrays.copyOf(content, content.length / 2)));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        // The port requires rename to be atomic, so there is no half of it.
        change(() -> real.rename(from, to), () -> {});
    }

    @Override
    public void delete(String path, boolean recursive) throws IOException {
        change(() -> real.delete(path, recursive), () -> {
            List<String> names = real.list(path);
            if (!names.isEmpty()) {
                real.delete(path + "/" + names.get(0), true);
            }
        });
    }

    @Override
    public long lastModifiedMs(String path) throws IOException {
        requireAlive();
        return real.lastModifiedMs(path);
    }

    private void requireAlive() throws IOException {
        if (failed) {
            throw new IOException("the process is dead");
        }
    }

    private void change(Change whole, Change half) throws IOException {
        requireAlive();
        if (--operationsLeft > 0) {
            whole.run();
            return;
        }
        failed = true;
        switch (fault) {
            case BEFORE -> {}
            case HALF_WAY -> half.run();
            case AFTER -> whole.run();
        }
        throw new IOException("killed " + fault);
    }

    private interface Change {
        void run() throws IOException;
    }
}
