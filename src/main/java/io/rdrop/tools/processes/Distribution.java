package io.rdrop.tools.processes;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** What the build packaged, in target/dist. */
public record Distribution(Path root) {
    private static final String JOB_JAR = "rdrop-job.jar";

    /**
     * The distribution that this code runs from: the folder of its jar, or the one beside its classes.
     *
     * @throws IOException if the project has not been packaged
     */
    public static Distribution locate() throws IOException {
        CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IOException("where this program's jar is cannot be told");
        }
        Path place;
        try {
            place = Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IOException("this program's jar is at no path but at " + source.getLocation(), e);
        }
        Path dist = Files.isDirectory(place) ? place.resolveSibling("dist") : place.resolveSibling("");
        Distribution found = new Distribution(dist.normalize());
        if (!Files.isRegularFile(found.jobJar())) {
            throw new IOException("no " + JOB_JAR + " in " + found.root() + "; `./mvnw package` makes it");
        }
        return found;
    }

    /** The thin jar that is submitted to a cluster. */
    public Path jobJar() {
        return root.resolve(JOB_JAR);
    }

    /** Jars of the command line, Flink and the broker. */
    Path libraries() {
        return root.resolve("lib");
    }

    /** Jars that belong into a Flink cluster's own lib/. */
    Path natives() {
        return root.resolve("native");
    }
}
