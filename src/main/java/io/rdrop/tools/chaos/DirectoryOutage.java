package io.rdrop.tools.chaos;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** A directory in which nothing can be written until {@link #end} makes it as it was. */
record DirectoryOutage(Path directory, Means means) {
    /** How it is done. */
    private enum Means {
        /** chattr +i, for root, whom permission bits do not stop. */
        IMMUTABLE("immutable (chattr +i)"),
        /** chmod a-w. */
        READ_ONLY("without write permission (chmod a-w)"),
        /** Renamed, with a file in its place, as if a mount had gone: neither reading nor writing works. */
        AWAY("renamed, with a file in its place");

        private final String title;

        Means(String title) {
            this.title = title;
        }
    }

    /** Nothing can be written any more; where neither chattr nor chmod brings that about, as {@link #away}. */
    static DirectoryOutage readOnly(Path directory) throws IOException, InterruptedException {
        Path probe = directory.resolve("." + UUID.randomUUID());
        for (Means means : new Means[] {Means.READ_ONLY, Means.IMMUTABLE}) {
            DirectoryOutage outage = new DirectoryOutage(directory, means);
            outage.begin();
            try {
                Files.createFile(probe);
            } catch (IOException e) {
                return outage; // as wanted
            }
            outage.end();
            Files.delete(probe);
        }
        return away(directory);
    }

    /** Nothing can be read or written any more. */
    static DirectoryOutage away(Path directory) throws IOException, InterruptedException {
        DirectoryOutage outage = new DirectoryOutage(directory, Means.AWAY);
        outage.begin();
        return outage;
    }

    /** For people. */
    String what() {
        return means.title;
    }

    private void begin() throws IOException, InterruptedException {
        switch (means) {
            case IMMUTABLE -> chattr("+i");
            case READ_ONLY -> writable(false);
            case AWAY -> {
                Files.move(directory, hidden());
                Files.createFile(directory);
            }
        }
    }

    void end() throws IOException, InterruptedException {
        switch (means) {
            case IMMUTABLE -> chattr("-i");
            case READ_ONLY -> writable(true);
            case AWAY -> {
                Files.delete(directory);
                Files.move(hidden(), directory);
            }
        }
    }

    private Path hidden() {
        return directory.resolveSibling(directory.getFileName() + ".away");
    }

    /** A failure shows itself when the probe can be written. */
    private void chattr(String change) throws IOException, InterruptedException {
        try {
            new ProcessBuilder("chattr", "-R", change, directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            if (change.equals("-i")) {
                throw e;
            }
        }
    }

    private void writable(boolean writable) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(visited));
                if (writable) {
                    permissions.add(PosixFilePermission.OWNER_WRITE);
                } else {
                    permissions.removeAll(Set.of(
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.OTHERS_WRITE));
                }
                Files.setPosixFilePermissions(visited, permissions);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // deleted by its owner meanwhile
            }
        });
    }
}
