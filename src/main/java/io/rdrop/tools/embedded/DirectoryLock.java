package io.rdrop.tools.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second broker, of this process or another, out of a directory. Kafka's own lock is not enough: a node that is
 * broker and controller takes it only after its controller has opened, and may have written, the metadata log that the
 * first one is using.
 */
record DirectoryLock(Path directory, FileChannel channel) implements AutoCloseable {
    private static final String FILE = ".embedded-kafka.lock";
    private static final String IN_USE = "another embedded Kafka is using this directory";
    /**
     * Asked before the file is opened: POSIX drops a process's locks on a file as soon as the process closes any
     * channel to it, so a refused second attempt in this process would otherwise undo the first one's lock.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** Keeps a directory, an absolute path without links, locked until {@link #close} or the end of the process. */
    static DirectoryLock of(Path directory) throws IOException {
        if (!HELD_HERE.add(directory)) {
            throw new IOException(IN_USE);
        }
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            DirectoryLock lock = new DirectoryLock(directory, channel);
            if (channel.tryLock() == null) {
                channel.close();
                throw new IOException(IN_USE);
            }
            return lock;
        } catch (IOException e) {
            HELD_HERE.remove(directory);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
