package io.rdrop.tools.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** In a process of its own: the log is the process'. */
class ScrubbedLogTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    /** What a process with a secret does. */
    static final class Leaking {
        private Leaking() {}

        public static void main(String[] args) {
            LoggerFactory.getLogger(Leaking.class).info("before the file is known");
            System.out.println("at first in " + LogFile.path());
            LogFile.use(Path.of(args[1]));
            System.out.println("then in " + LogFile.path());
            String secret = References.resolve("${file:" + args[0] + "}", "kafka.bootstrap");
            IllegalStateException cause = new IllegalStateException("Invalid url in bootstrap.servers: " + secret);
            LoggerFactory.getLogger(Leaking.class).info("bootstrap.servers = [{}]", secret);
            LoggerFactory.getLogger(Leaking.class).error("failed", new IOException("no client of " + secret, cause));
            LoggerFactory.getLogger(Leaking.class).info("and that is all");
        }
    }

    @Test
    void neitherLinesNorStackTracesHaveWhatWasLookedUpAndOnlyTheOwnerReadsThem() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "tango-foxtrot-4711");
        Path log = folder.resolve("rdrop.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dlog4j2.configurationFile=classpath:rdrop-log4j2.properties",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Leaking.class.getName(),
                        secret.toString(),
                        log.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output")))
                .isZero();

        assertThat(folder.resolve("output"))
                .content()
                .contains("at first in " + folder.resolve("rdrop-" + System.getProperty("user.name") + ".log"))
                .contains("then in " + log);
        assertThat(folder.resolve("rdrop-" + System.getProperty("user.name") + ".log"))
                .content()
                .contains("before the file is known");
        assertThat(Files.readString(log))
                .contains("bootstrap.servers = [${file:" + secret + "}]")
                .contains("no client of ${file:")
                .contains("Invalid url in bootstrap.servers: ${file:")
                .contains("ScrubbedLogTest$Leaking.main")
                .contains("and that is all")
                .doesNotContain("tango-foxtrot-4711", "before the file is known");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
    }
}
