package io.rdrop.tools.console;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;

/** Where the log of this process goes (rdrop-log4j2.properties reads the same property), for nobody but its owner. */
public final class LogFile {
    private static final String PROPERTY = "rdrop.log";
    private static final String NAMELESS = "the log";

    private LogFile() {}

    /** Where it goes now; "the log" where the user's own configuration has no such file. */
    public static String path() {
        return LogManager.getContext(false) instanceof LoggerContext context
                ? context.getConfiguration().getAppenders().values().stream()
                        .filter(FileAppender.class::isInstance)
                        .map(file -> ((FileAppender) file).getFileName())
                        .findFirst()
                        .orElse(NAMELESS)
                : NAMELESS;
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
