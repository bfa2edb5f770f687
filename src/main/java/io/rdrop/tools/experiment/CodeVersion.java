package io.rdrop.tools.experiment;

import io.rdrop.session.LocalRun;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Tells one version of the code that learns from another: a hash over the classes of this project, but for its tools,
 * which only show what was learned. (How files become records is a tool, too, but the records have a fingerprint.)
 */
final class CodeVersion {
    private static final String ROOT = "io/rdrop";
    private static final String TOOLS = ROOT + "/tools/";
    private static final String ENGINES = "META-INF/services/io.rdrop.engine.EngineProvider";

    private CodeVersion() {}

    /**
     * That of this process, hexadecimal.
     *
     * @param hasOtherEngines whether jars that only bring an engine are part of it
     */
    static String ofProcess(boolean hasOtherEngines) throws IOException {
        try {
            Path own = Path.of(LocalRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            SortedSet<Path> places = new TreeSet<>();
            if (hasOtherEngines) {
                for (URL engines :
                        Collections.list(LocalRun.class.getClassLoader().getResources(ENGINES))) {
                    places.add(place(engines));
                }
            }
            places.remove(own);
            Fingerprint all = new Fingerprint().add(ofPlace(own));
            for (Path place : places) {
                all.add(ofPlace(place));
            }
            return places.isEmpty() ? ofPlace(own) : all.hex();
        } catch (URISyntaxException e) {
            throw new IOException("the classes of this process cannot be found: " + e.getMessage(), e);
        }
    }

    /** The folder or jar that a resource is in. */
    private static Path place(URL resource) throws IOException, URISyntaxException {
        if (resource.openConnection() instanceof JarURLConnection jar) {
            return Path.of(jar.getJarFileURL().toURI());
        }
        String file = resource.toURI().toString();
        return Path.of(URI.create(file.substring(0, file.length() - ENGINES.length())));
    }

    private static String ofPlace(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return of(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return of(jar.getPath("/"));
        }
    }

    /** That of the classes below a folder. */
    static String of(Path root) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        for (String name : classes(root)) {
            fingerprint.add(name).add(Files.readAllBytes(root.resolve(name)));
        }
        return fingerprint.hex();
    }

    private static List<String> classes(Path root) throws IOException {
        if (!Files.isDirectory(root.resolve(ROOT))) {
            return List.of(); // an engine of somebody else
        }
        try (Stream<Path> files = Files.walk(root.resolve(ROOT))) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.startsWith(TOOLS))
                    .sorted()
                    .toList();
        }
    }
}
