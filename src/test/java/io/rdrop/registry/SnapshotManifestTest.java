package io.rdrop.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.ClassScores;
import io.rdrop.example.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotManifestTest {
    private static final SnapshotManifest MANIFEST = Snapshots.manifest("m", 2, 1L)
            .withFiles(Map.of("model.zip", FileEntry.of(new byte[] {7}), "encoder.bin", FileEntry.of(new byte[0])));

    @Test
    void jsonOfFormatOneStaysAsItWasWritten() throws IOException {
        try (InputStream stored = SnapshotManifestTest.class.getResourceAsStream("/registry/manifest-1.json")) {
            byte[] json = stored.readAllBytes();
            assertThat(new String(ManifestJson.write(MANIFEST), UTF_8)).isEqualTo(new String(json, UTF_8));
            assertThat(ManifestJson.read(json, "here")).isEqualTo(MANIFEST);
        }
    }

    @Test
    void readsBackNonFiniteNumbersAndAFirstVersion() throws IOException {
        Scores none = ClassScores.of(0, Double.NaN, 0, Double.NaN, Double.NaN, Double.NaN);
        SnapshotManifest first = manifest(
                1, "m", 1, null, 0, Map.of(), new Prequential(none, none), Double.NaN, Double.POSITIVE_INFINITY);

        assertThat(ManifestJson.read(ManifestJson.write(first), "here")).isEqualTo(first);
    }

    @Test
    void readsBackAnyModelKey() throws IOException {
        SnapshotManifest odd = Snapshots.manifest("é \"😀\" \u2028", 1, null);

        assertThat(ManifestJson.read(ManifestJson.write(odd), "here")).isEqualTo(odd);
    }

    /** As the first development versions wrote it. */
    @Test
    void readsAManifestThatDoesNotSayWhatWasTrainedInAll() throws IOException {
        SnapshotManifest later = ManifestJson.read(withoutInAll(MANIFEST), "here");
        SnapshotManifest first = ManifestJson.read(withoutInAll(Snapshots.manifest("m", 1, null)), "here");

        assertThat(later.trained()).isEqualTo(MANIFEST.trained());
        assertThat(later.trainedInAll()).isEmpty();
        assertThat(later.saysWhatWasTrainedInAll()).isFalse();
        assertThat(first.trainedInAll()).isEqualTo(first.trained()).hasSize(1);
        assertThat(first.saysWhatWasTrainedInAll()).isTrue();
    }

    private static byte[] withoutInAll(SnapshotManifest manifest) throws IOException {
        String json = new String(ManifestJson.write(manifest), UTF_8);
        String without = json.replaceFirst("(?s)  \"trainedInAll\".*?\\],\n", "");
        assertThat(without).isNotEqualTo(json).doesNotContain("trainedInAll").contains("configHash");
        return without.getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\" : 1 | \"format\" : 2 | format must be 1 but was 2",
                "\"format\" : 1, | | format must be 1 but was",
                "\"step\" : 200 | \"step\" : \"many\" | many",
                "\"step\" : 200 | \"step\" : null | step",
                "\"step\" : 200, | | step",
                "\"step\" : 200 | \"step\" : 200, \"steps\" : 200 | steps",
                "\"step\" : 200 | \"step\" : 200, \"step\" : 201 | Duplicate",
                "\"model\" : \"m\" | \"model\" : null | model",
                "\"model.zip\" | \"../model.zip\" | `../model.zip`",
                "2026-11-23T | yesterday | ISO-8601",
                "\"config-hash\" | null | configHash",
                "\"parent\" : 1 | \"parent\" : 2 | parent",
            })
    void refusesWhatIsNoManifest(String part, @Nullable String replacement, String message) throws IOException {
        String json = new String(ManifestJson.write(MANIFEST), UTF_8);
        assertThat(json).contains(part);
        String broken = json.replace(part, replacement == null ? "" : replacement);

        assertThatThrownBy(() -> ManifestJson.read(broken.getBytes(UTF_8), "m/00000002/manifest.json"))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("m/00000002/manifest.json");
    }

    @Test
    void refusesTrailingAndOtherBytes() throws IOException {
        String json = new String(ManifestJson.write(MANIFEST), UTF_8);
        for (String broken : List.of(json + "x", json + "{}", "", "[]", "null", "\0\0\0\0", json.substring(9))) {
            assertThatThrownBy(() -> ManifestJson.read(broken.getBytes(UTF_8), "here"))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("here");
        }
    }

    @Test
    void refusesImpossibleValues() {
        Prequential scores = MANIFEST.prequential();
        assertThatThrownBy(() -> manifest(3, "m", 1, null, 0, Map.of(), scores, 0, 0))
                .hasMessageContaining("format must be 1 but was 3");
        assertThatThrownBy(() -> manifest(1, "", 1, null, 0, Map.of(), scores, 0, 0))
                .hasMessageContaining("model must not be empty");
        assertThatThrownBy(() -> manifest(1, "m", 0, null, 0, Map.of(), scores, 0, 0))
                .hasMessageContaining("version must be >= 1 but was 0");
        assertThatThrownBy(() -> manifest(1, "m", 2, 2L, 0, Map.of(), scores, 0, 0))
                .hasMessageContaining("parent must be >= 1 and less than version but was 2");
        assertThatThrownBy(() -> manifest(1, "m", 2, 1L, -1, Map.of(), scores, 0, 0))
                .hasMessageContaining("step and examples must be >= 0 but were -1");
        assertThatThrownBy(() -> new FileEntry("abc", 1)).hasMessageContaining("`abc`");
        assertThatThrownBy(() -> new FileEntry("a".repeat(64), -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new SnapshotContent(MANIFEST, Map.of())).hasMessageContaining("encoder.bin");
        assertThatThrownBy(() -> new StagedSnapshot("m", 1, "m/00000001", "a".repeat(64)))
                .hasMessageContaining("m/00000001");
    }

    private static SnapshotManifest manifest(
            int format,
            String model,
            long version,
            @Nullable Long parent,
            long step,
            Map<String, FileEntry> files,
            Prequential prequential,
            double crossEntropy,
            double klDivergence) {
        return new SnapshotManifest(
                format,
                model,
                version,
                parent,
                step,
                0,
                List.of(),
                List.of(),
                "hash",
                files,
                "0".repeat(64),
                crossEntropy,
                klDivergence,
                prequential,
                Snapshots.CREATED_AT,
                "0.1.0",
                null);
    }
}
