package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.config.JobConfig;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canaries, and shadows of which some cannot be used. */
class ComparedVersionsHarnessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final ModelRegistry registry;

    ComparedVersionsHarnessTest(@TempDir Path folder) {
        this.folder = folder;
        registry = Jobs.registry(folder);
    }

    @AfterEach
    void forget() {
        MetricsEndpoint.shutdown();
        ScoringHarness.forget();
    }

    @Test
    void shadowsPredictWhatTheyWouldAndTheAnswersAreThoseOfTheLatest() throws Exception {
        JobConfig config = config("scoring.shadow=[1, fr]");
        try (Versions versions = new Versions(config, "de");
                Versions others = new Versions(config, "fr")) {
            versions.commit();
            versions.commit();
            others.commit();
            try (ScoringHarness harness = new ScoringHarness(config, null)) {
                begin(harness);
                await(() -> version("shadow:1") == 1 && version("shadow:fr") == 1);
                harness.feed("de", 1, 41);

                assertThat(harness.predictions())
                        .hasSize(41)
                        .allSatisfy(
                                json -> assertThat(json.get("version").asLong()).isEqualTo(2))
                        .noneSatisfy(json -> assertThat(json.has("answered")).isTrue());
                List<JsonNode> shadows = after(harness.shadows(), 1);
                assertThat(shadows)
                        .extracting(json -> json.get("id").asText() + " "
                                + json.get("model").asText() + " " + json.get("version"))
                        .startsWith("id-1 de 1", "id-1 fr 1", "id-2 de 1", "id-2 fr 1")
                        .hasSize(80);
                Predictions.assertReproducible(shadows, registry, offset -> Jobs.json("de", offset));
                Predictions.assertReproducible(harness.predictions(), registry, offset -> Jobs.json("de", offset));
                assertThat(shadows).allSatisfy(json -> {
                    JsonNode answer =
                            harness.predictions().get(json.get("offset").asInt());
                    assertThat(json.get("answered").get("model").asText()).isEqualTo("de");
                    assertThat(json.get("answered").get("version").asLong()).isEqualTo(2);
                    assertThat(json.get("answered").get("prediction")).isEqualTo(answer.get("prediction"));
                });
                long agreed = harness.shadows().stream()
                        .filter(json -> json.get("answered").get("prediction").equals(json.get("prediction")))
                        .count();
                assertThat(count(Meters.COMPARED_AGREED)).isEqualTo((double) agreed);
            }
        }
    }

    @Test
    void labelsThatAreThereScoreEveryone() throws Exception {
        JobConfig config = config("scoring.shadow=[1]");
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config, null)) {
                begin(harness);
                await(() -> version("shadow:1") == 1);
                harness.feed("de", 1, 41);

                assertThat(count(Meters.COMPARED_LABELLED, ComparedVersion.LATEST))
                        .isEqualTo(41);
                assertThat(count(Meters.COMPARED_ERRORS, ComparedVersion.LATEST))
                        .isEqualTo(wrong(harness.predictions()));
                assertThat(after(harness.shadows(), 1)).hasSize(40);
                assertThat(count(Meters.COMPARED_LABELLED, "shadow:1"))
                        .isEqualTo(harness.shadows().size());
                assertThat(count(Meters.COMPARED_ERRORS, "shadow:1")).isEqualTo(wrong(harness.shadows()));
            }
        }
    }

    private static double wrong(List<JsonNode> predictions) {
        return predictions.stream()
                .filter(json -> !json.get("prediction")
                        .asText()
                        .equals(Jobs.example("de", json.get("offset").asLong()).target() == 1 ? "yes" : "no"))
                .count();
    }

    @Test
    void aShadowThatIsDamagedOrNotThereDisturbsNobody() throws Exception {
        JobConfig config = config("scoring.shadow=[1, 9, nobody]", "scoring.poll=10ms");
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            versions.commit();
            Path file = folder.resolve("de/00000001/manifest.json");
            byte[] sound = Files.readAllBytes(file);
            Files.write(file, new byte[] {'{'});
            try (ScoringHarness harness = new ScoringHarness(config, null)) {
                begin(harness);
                harness.feed("de", 1, 11);
                assertThat(harness.predictions()).hasSize(11);
                assertThat(harness.shadows()).isEmpty();
                assertThat(version("shadow:9")).isZero();

                Files.write(file, sound);
                await(() -> version("shadow:1") == 1);
                harness.feed("de", 11, 12);

                assertThat(harness.predictions()).hasSize(12);
                assertThat(harness.shadows()).hasSize(1);
            }
        }
    }

    @Test
    void aCanaryAnswersItsShareAndNoOther() throws Exception {
        JobConfig config = config("scoring.canary={version: 1, share: 0.3}");
        CanaryShare share = new CanaryShare(0.3);
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config, null)) {
                begin(harness);
                await(() -> version(ComparedVersion.CANARY) == 1);
                harness.feed("de", 1, 101);

                List<JsonNode> predictions = after(harness.predictions(), 1);
                assertThat(predictions).hasSize(100).allSatisfy(json -> assertThat(
                                json.get("version").asLong())
                        .isEqualTo(share.has(json.get("id").asText()) ? 1 : 2));
                assertThat(predictions)
                        .extracting(json -> json.get("version").asLong())
                        .contains(1L, 2L);
                Predictions.assertReproducible(predictions, registry, offset -> Jobs.json("de", offset));
                assertThat(count(Meters.COMPARED_ROWS, ComparedVersion.CANARY)
                                + count(Meters.COMPARED_ROWS, ComparedVersion.LATEST))
                        .isEqualTo(101);
            }
        }
    }

    @Test
    void whatACanaryWouldAnswerIsAnsweredByTheLatestWhileThereIsNoCanary() throws Exception {
        JobConfig config = config("scoring.canary={version: 7, share: 1.0}");
        try (Versions versions = new Versions(config, "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config, null)) {
                begin(harness);
                harness.feed("de", 1, 3);

                assertThat(harness.predictions())
                        .extracting(json -> json.get("version").asLong())
                        .containsExactly(1L, 1L, 1L);
            }
        }
    }

    /** The first record has somebody look for versions; it is answered as soon as there is one that answers. */
    private static void begin(ScoringHarness harness) throws Exception {
        harness.feed("de", 0, 1);
        harness.mail();
    }

    /** Whoever is compared may be there for the first record already, or not. */
    private static List<JsonNode> after(List<JsonNode> predictions, long offset) {
        return predictions.stream()
                .filter(json -> json.get("offset").asLong() >= offset)
                .toList();
    }

    private JobConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("scoring.poll=1h"));
        all.addAll(List.of(overrides));
        return Jobs.config(folder, all.toArray(String[]::new));
    }

    private static double version(String role) {
        return MetricsEndpoint.unserved()
                .scrape()
                .lines()
                .filter(line -> line.startsWith("rdrop_compared_version{") && line.contains("role=\"" + role + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double count(Meters meter) {
        return MetricsEndpoint.unserved().sum(meter, "model", "de");
    }

    private static double count(Meters meter, String role) {
        return MetricsEndpoint.unserved().sum(meter, "role", role);
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadlineNs);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }
}
