package io.rdrop.tools.experiment;

import io.rdrop.session.LocalRun;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells one version of the code that learns from another: a hash over the classes of this project, but for its tools,
 * which only show what was learned. (How files become records is a tool, too, but the records have a fingerprint.)
 */
final class CodeVersion {
    private static final String ROOT = "io/rdrop";
    private static final String TOOLS = ROOT + "/tools/";

    private CodeVersion() {}

    /** That of this process, hexadecimal. */
    static String ofProcess() throws IOException {
        try {
            Path place = Path.of(LocalRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(place)) {
                return of(place);
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return of(jar.getPath("/"));
            }
        } catch (URISyntaxException e) {
            throw new IOException("the classes of this process cannot be found: " + e.getMessage(), e);
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
        try (Stream<Path> files = Files.walk(root.resolve(ROOT))) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.startsWith(TOOLS))
                    .sorted()
                    .toList();
        }
    }
}
