package io.rdrop.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Looks for secrets in everything that a run leaves. */
record PlantedSecrets(List<String> secrets) {
    /** Names of those whose bytes are in the content, as they are or in a zip. */
    List<String> in(String place, byte[] content) throws IOException {
        List<String> found = new ArrayList<>();
        String text = new String(content, StandardCharsets.ISO_8859_1);
        // UTF-16, as some Java formats have it
        String narrow = text.replace("\0", "");
        for (String secret : secrets) {
            if (text.contains(secret) || narrow.contains(secret)) {
                found.add(secret + " in " + place);
            }
        }
        if (text.startsWith("PK")) {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    found.addAll(in(place + "!" + entry.getName(), zip.readAllBytes()));
                }
            }
        }
        return found;
    }

    /** As {@link #in(String, byte[])}, of every file under a folder. */
    List<String> under(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (attributes.isRegularFile()) {
                        found.addAll(in(file.toString(), Files.readAllBytes(file)));
                    }
                } catch (NoSuchFileException e) {
                    // A running process has deleted it since it was listed.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
