package io.rdrop.tools.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.job.Jobs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementsTest {
    private final Path folder;
    private final ModelRegistry registry;
    private final Announcements announced = new Announcements("models");

    AnnouncementsTest(@TempDir Path folder) {
        this.folder = folder;
        registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
    }

    @BeforeEach
    void commitThreeVersions() throws IOException {
        for (long version = 1; version <= 3; version++) {
            registry.commit(registry.stage(Jobs.snapshot("m", version, "network"), "a"));
        }
    }

    private void announce(String directory, long version, String hash) {
        announced.add(String.format(
                        "{\"model\":\"m\",\"version\":%d,\"registry\":\"%s\",\"manifestSha256\":\"%s\"}",
                        version, directory, hash)
                .getBytes(UTF_8));
    }

    private void announceAll() throws IOException {
        for (long version = 1; version <= 3; version++) {
            announce("models", version, registry.manifestSha256("m", version));
        }
    }

    private Map<String, List<SnapshotManifest>> manifests() throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
        assertThat(problems).as("the registry alone looks sound").isEmpty();
        return manifests;
    }

    @Test
    void whatWasAnnouncedIsFaultless() throws IOException {
        announceAll();

        assertThat(announced.problems(registry, manifests())).isEmpty();
        assertThat(announced.unannounced(manifests())).isZero();
    }

    @Test
    void aScoreThatWasChangedByHandIsFound() throws IOException {
        announceAll();
        String hash = registry.manifestSha256("m", 2);
        Path manifest = folder.resolve("m/00000002/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"accuracy\" : 0.75", "\"accuracy\" : 0.95"));

        assertThat(announced.problems(registry, manifests()))
                .singleElement()
                .asString()
                .startsWith("model m, version 2: its manifest has SHA-256 " + registry.manifestSha256("m", 2))
                .contains("but " + hash + " was announced");
    }

    @Test
    void eventsOfAnotherRegistryAreNotCompared() throws IOException {
        announce("others", 1, "0".repeat(64));

        assertThat(announced.problems(registry, manifests())).isEmpty();
        assertThat(announced.unannounced(manifests())).isEqualTo(3);
    }

    @Test
    void aVersionThatWasDeletedSinceIsLeftOut() throws IOException {
        announceAll();
        Map<String, List<SnapshotManifest>> before = manifests();
        registry.prune("m", 1, 0);

        assertThat(announced.problems(registry, before)).isEmpty();
    }
}
