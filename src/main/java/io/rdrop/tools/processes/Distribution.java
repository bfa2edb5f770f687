package io.rdrop.tools.processes;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the build packaged, in target/dist. */
public record Distribution(Path root) {
    private static final String JOB_JAR = "rdrop-job.jar";
    private static final Predicate<Path> NATIVE =
            jar -> jar.getFileName().toString().matches("(pytorch|cuda)-.*");

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

    /** Jars of libtorch for a cluster's own lib/: a process loads a native library once. None if not built. */
    List<Path> torchNatives() throws IOException {
        return torch(NATIVE);
    }

    /** Jars that implement what is the job's own, and so must be in its class loader; none if not built. */
    List<Path> torchClasses() throws IOException {
        return torch(NATIVE.negate());
    }

    private List<Path> torch(Predicate<Path> kind) throws IOException {
        Path folder = root.resolve("torch");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.filter(kind).map(Path::toAbsolutePath).sorted().toList();
        }
    }
}
