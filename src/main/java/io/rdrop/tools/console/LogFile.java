package io.rdrop.tools.console;

import java.nio.file.Path;

/** Where the log of this process goes (rdrop-log4j2.properties reads the same property), for nobody but its owner. */
public final class LogFile {
    private static final String PROPERTY = "rdrop.log";

    private LogFile() {}

    public static String path() {
        return System.getProperty(PROPERTY, "the log");
    }

    /** As {@link #use}, behind what is in the file already. */
    public static void append(Path file) {
        System.setProperty(PROPERTY + ".append", "true");
        use(file);
    }

    /** From now on, unless the user has named another (RDROP_JAVA_OPTS=-Drdrop.log=FILE). */
    public static void useUnlessGiven(Path file) {
        if (System.getProperty(PROPERTY) == null) {
            use(file);
        }
    }

    /** From now on. */
    public static void use(Path file) {
        System.setProperty(PROPERTY, file.toAbsolutePath().toString());
        ScrubbedLog.install();
    }
}
