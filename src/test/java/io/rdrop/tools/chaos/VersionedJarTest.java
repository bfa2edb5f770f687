package io.rdrop.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionedJarTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theCopyDiffersInItsVersionAlone() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "a.Main");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1");
        Path jar = folder.resolve("one.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("a/Main.class"));
            out.write(new byte[] {1, 2, 3});
        }

        Path copy = VersionedJar.copy(jar, folder.resolve("two.jar"), "2");

        try (JarFile original = new JarFile(jar.toFile());
                JarFile copied = new JarFile(copy.toFile())) {
            assertThat(original.getManifest()).isEqualTo(manifest);
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "2");
            assertThat(copied.getManifest()).isEqualTo(manifest);
            assertThat(copied.getInputStream(copied.getEntry("a/Main.class")).readAllBytes())
                    .containsExactly(1, 2, 3);
        }
    }
}
