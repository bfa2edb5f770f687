package io.rdrop.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingAreaTest {
    @Test
    void cleansOnAlthoughAnEntryVanishesUnderItsHands(@TempDir Path root) throws IOException {
        StagingArea staging = new StagingArea(new LocalRegistryStorage(root));
        staging.write(Snapshots.content("m", 1), "abandoned");
        // A link to nowhere is listed and then not there, as is a snapshot that is committed in between.
        Files.createSymbolicLink(root.resolve(".staging/a-vanished"), root.resolve("nowhere"));
        Files.createSymbolicLink(root.resolve(".staging/z-vanished"), root.resolve("nowhere"));

        assertThat(staging.clean(Instant.now().plusSeconds(3600))).containsExactly("m~1~abandoned");
    }
}
