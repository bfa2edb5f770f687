package io.rdrop.tools.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** Run as a process of its own: tries to lock a directory and says what came of it. */
final class LockProbe {
    private LockProbe() {}

    public static void main(String[] args) {
        try {
            DirectoryLock.of(Path.of(args[0])).close();
            System.out.println("locked " + args[0]);
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
