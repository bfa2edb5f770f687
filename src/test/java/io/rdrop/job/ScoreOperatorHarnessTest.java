package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.job.wire.Examples;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.learn.CounterRandom;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator that predicts, with versions that come, go and are damaged. */
class ScoreOperatorHarnessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final ModelRegistry registry;

    ScoreOperatorHarnessTest(@TempDir Path folder) {
        this.folder = folder;
        registry = Jobs.registry(folder);
    }

    @AfterEach
    void forget() {
        MetricsEndpoint.shutdown();
        ScoringHarness.forget();
    }

    @Test
    void recordsWaitForTheFirstVersionAndAreAnsweredInTheirOrder() throws Exception {
        try (ScoringHarness harness = new ScoringHarness(config(), null);
                Versions versions = new Versions(config(), "de")) {
            harness.feed("de", 0, 3);
            harness.mail(); // it has looked, and there is none
            assertThat(harness.predictions()).isEmpty();

            announce(1, versions.commit());
            harness.mail();
            harness.feed("de", 3, 5);

            assertThat(harness.predictions())
                    .extracting(json -> json.get("id").asText() + " " + json.get("version"))
                    .containsExactly("id-0 1", "id-1 1", "id-2 1", "id-3 1", "id-4 1");
            Predictions.assertReproducible(harness.predictions(), registry, offset -> Jobs.json("de", offset));
        }
    }

    @Test
    void recordsThatCameTogetherAreAnsweredAsIfEachHadComeAlone() throws Exception {
        try (Versions german = new Versions(config(), "de");
                Versions french = new Versions(config(), "fr")) {
            german.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed(Jobs.example("de", 0), Jobs.example("de", 1), Jobs.example("fr", 2));
                harness.mail();
                harness.mail(); // there is one of `de`, and none of `fr`
                harness.feed(
                        Jobs.example("de", 3),
                        Jobs.example("fr", 4),
                        Jobs.example("de", 5),
                        Jobs.example("de", 6),
                        Jobs.example("de", 7));
                assertThat(harness.predictions())
                        .extracting(json -> json.get("offset").asInt())
                        .containsExactly(0, 1, 3, 5, 6, 7);

                ScoringHarness.announce("fr", 1, french.commit());
                harness.mail();
                assertThat(harness.predictions())
                        .extracting(json ->
                                json.get("model").asText() + json.get("offset").asInt())
                        .containsExactly("de0", "de1", "de3", "de5", "de6", "de7", "fr2", "fr4");
                Predictions.assertReproducible(
                        harness.predictions(),
                        registry,
                        offset -> Jobs.json(offset == 2 || offset == 4 ? "fr" : "de", offset));
            }
        }
    }

    @Test
    void aPredictionSaysWhoseItIs() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            String sha256 = versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed("de", 7, 8);
                harness.mail();

                JsonNode json = harness.predictions().get(0);
                assertThat(json.get("model").asText()).isEqualTo("de");
                assertThat(json.get("manifestSha256").asText()).isEqualTo(sha256);
                assertThat(json.get("topic").asText()).isEqualTo("examples");
                assertThat(json.get("partition").asInt()).isZero();
                assertThat(json.get("offset").asLong()).isEqualTo(7);
                assertThat(json.get("tookMs").asDouble()).isPositive();
                assertThat(json.get("probability"))
                        .isEqualTo(json.get("probabilities")
                                .get(json.get("prediction").asText()));
            }
        }
    }

    @Test
    void whatWaitsIsInTheState() throws Exception {
        OperatorSubtaskState state;
        try (ScoringHarness harness = new ScoringHarness(config(), null)) {
            harness.feed("de", 0, 3);
            harness.mail();
            state = harness.snapshot(1, 0);
            harness.feed("de", 3, 4); // lost, and read again by the source
        }
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), state)) {
                harness.mail();

                assertThat(harness.predictions())
                        .extracting(json -> json.get("id").asText())
                        .containsExactly("id-0", "id-1", "id-2");
                Predictions.assertReproducible(harness.predictions(), registry, offset -> Jobs.json("de", offset));
                assertThat(harness.snapshot(2, 0).getManagedOperatorState())
                        .as("nothing waits any more")
                        .allSatisfy(handle -> assertThat(
                                        handle.getStateNameToPartitionOffsets().values())
                                .allSatisfy(offsets ->
                                        assertThat(offsets.getOffsets()).isEmpty()));
            }
        }
    }

    @Test
    void aModelThatIsWaitedForHoldsUpNoOther() throws Exception {
        try (Versions versions = new Versions(config(), "de");
                ScoringHarness harness = new ScoringHarness(config(), null)) {
            harness.feed("fr", 0, 1);
            harness.mail();
            announce(1, versions.commit());
            harness.feed("de", 0, 2);
            harness.mail();

            assertThat(harness.predictions())
                    .extracting(json -> json.get("model").asText())
                    .containsExactly("de", "de");
        }
    }

    @Test
    void readsNoFurtherRecordWhileTooManyWait() throws Exception {
        JobConfig config = config("scoring.most-waiting=2");
        try (Versions versions = new Versions(config, "de");
                ScoringHarness harness = new ScoringHarness(config, null)) {
            harness.feed("de", 0, 2);
            harness.mail();
            CompletableFuture<Void> trainer = CompletableFuture.runAsync(() -> {
                try {
                    announce(1, versions.commit());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            harness.feed("de", 2, 3); // returns when there is a version

            trainer.join();
            assertThat(harness.predictions())
                    .extracting(json -> json.get("id").asText())
                    .containsExactly("id-0", "id-1", "id-2");
        }
    }

    @Test
    void answersByThePriorIfItIsTold() throws Exception {
        try (ScoringHarness harness = new ScoringHarness(config("scoring.no-model=prior"), null)) {
            harness.feed("de", 0, 1);
            harness.mail(); // it has looked, maybe before the record was there
            harness.feed("de", 1, 2);

            assertThat(harness.predictions()).hasSize(2).allSatisfy(json -> {
                assertThat(json.get("prediction").isNull()).isTrue();
                assertThat(json.get("version").isNull()).isTrue();
                assertThat(json.get("manifestSha256").isNull()).isTrue();
                assertThat(json.get("probabilities").get("no").asDouble()).isEqualTo(0.5);
                assertThat(json.get("probabilities").get("yes").asDouble()).isEqualTo(0.5);
            });
            assertThat(count(Meters.SCORED_BY_PRIOR)).isEqualTo(2);
        }
    }

    @Test
    void refusesRecordsWithoutAModelIfItIsTold() throws Exception {
        try (ScoringHarness harness = new ScoringHarness(config("scoring.no-model=refuse"), null)) {
            harness.feed("de", 0, 1);
            harness.mail();
            harness.prepareSnapshotPreBarrier(1);

            assertThat(harness.refused()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo(RejectionReason.NO_MODEL);
                assertThat(letter.detail()).contains("model de has no version");
                assertThat(letter.record().position().offset()).isZero();
                assertThat(letter.record().value()).isNotEmpty();
            });
            assertThat(MetricsEndpoint.unserved().sum(Meters.REJECTED, "reason", "no-model"))
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesMoreModelsThanItMayHave() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config("input.max-models=1"), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                harness.feed("fr", 1, 2);
                harness.feed("de", 2, 3);
                harness.prepareSnapshotPreBarrier(1);

                assertThat(harness.refused())
                        .extracting(Rejection::reason)
                        .containsExactly(RejectionReason.TOO_MANY_MODELS);
                assertThat(harness.predictions()).hasSize(2);
            }
        }
    }

    /** Column y is the record's number: of records that were learned, then of much later ones. */
    @Test
    void recordsThatAreNotAsTheyWereLearnedAreSeenWithoutALabel() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            for (int i = 0; i < 5; i++) {
                versions.commit();
            }
            try (ScoringHarness harness = new ScoringHarness(config("scoring.watch=100"), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                harness.feed("de", 1, 40);
                harness.feed("de", 0, 40);
                harness.feed("de", 20, 40);
                assertThat(gauge("rdrop_scoring_input_stability")).isBetween(0.001, 0.25);
                assertThat(gauge("rdrop_scoring_shifted_columns")).isZero();
                assertThat(gauge("rdrop_scoring_entropy_nats")).isBetween(0.01, Math.log(3));

                harness.feed("de", 1_000, 1_100);
                assertThat(gauge("rdrop_scoring_input_stability")).isGreaterThan(10);
                assertThat(gauge("rdrop_scoring_shifted_columns")).isOne();
                assertThat(count(Meters.SCORING_SIGNALS)).isNotNegative();

                announce(6, versions.commit());
                awaitGauge(6);
                harness.feed("de", 10, 48);
                harness.feed("de", 10, 48);
                harness.feed("de", 10, 34);
                assertThat(gauge("rdrop_scoring_shifted_columns"))
                        .as("compared with what version 6 learned, from its first record on")
                        .isZero();
                assertThat(harness.predictions()).hasSize(300);
            }
        }
        try (ScoringHarness harness = new ScoringHarness(config(), null)) {
            harness.feed("de", 0, 1);
            harness.mail();
            assertThat(gauge("rdrop_scoring_shifted_columns"))
                    .as("nothing is watched by default")
                    .isNaN();
        }
    }

    /** The gauge is the mean over those records that a hash of their number takes, with the masks of that number. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 0.2})
    void aSampleGoesThroughDropoutPassesAndNoAnswerChangesABit(double share) throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            for (int i = 0; i < 5; i++) {
                versions.commit();
            }
        }
        Answered quiet = answers("scoring.watch=100");
        Answered asked = answers("scoring.watch=100", "scoring.kl-sample=" + share);

        assertThat(asked.answers()).isEqualTo(quiet.answers()).hasSize(110);
        assertThat(quiet.divergence()).isNaN();
        double sum = 0;
        int taken = 0;
        try (Predictor predictor = Predictor.of(registry, "de").open()) {
            for (int i = 0; i < 100; i++) {
                if (i == 0 || CounterRandom.uniform(0, i, 0) < share) {
                    sum += predictor.divergence(Jobs.example("de", i), i).orElseThrow();
                    taken++;
                }
            }
        }
        assertThat((double) taken).isBetween(60 * share, 100.0);
        assertThat(asked.divergence()).isPositive().isCloseTo(sum / taken, within(1e-12));
        assertThat(asked.entropy()).isEqualTo(quiet.entropy());
    }

    @Test
    void aModelWithoutRDropIsAnsweredAndItsPassesAreNotShown() throws Exception {
        try (Versions versions = new Versions(config("r-drop.alpha=0", "r-drop.passes=1"), "de")) {
            versions.commit();
        }
        Answered answered = answers("scoring.watch=100", "scoring.kl-sample=1");
        assertThat(answered.answers()).hasSize(110);
        assertThat(answered.entropy()).isPositive();
        assertThat(answered.divergence()).isNaN();
    }

    /** What 110 records were answered with, but for how long it took, and what gauges say of the first 100. */
    private record Answered(List<JsonNode> answers, double entropy, double divergence) {}

    private Answered answers(String... overrides) throws Exception {
        try (ScoringHarness harness = new ScoringHarness(config(overrides), null)) {
            harness.feed("de", 0, 1);
            harness.mail();
            harness.feed("de", 1, 110);
            List<JsonNode> answers = harness.predictions();
            answers.forEach(answer -> ((ObjectNode) answer).remove("tookMs"));
            return new Answered(answers, gauge("rdrop_scoring_entropy_nats"), gauge("rdrop_scoring_kl_nats"));
        }
    }

    /** Versions come one after the other, from another thread, while records that came together are predicted. */
    @Test
    void answersEachRecordOnceInItsOrderWhileVersionsComeOneAfterTheOther() throws Exception {
        int last = 10;
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> {
                    try {
                        for (int version = 2; version <= last; version++) {
                            announce(version, versions.commit());
                            awaitGauge(version); // else some would be passed over
                        }
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                });
                List<Example> fed = new ArrayList<>();
                await(() -> {
                    int from = 1 + fed.size();
                    Example[] together = new Example[1 + from % 7];
                    Arrays.setAll(together, i -> Jobs.example("de", from + i));
                    fed.addAll(List.of(together));
                    harness.feed(together);
                    return committing.isDone();
                });
                committing.join();
                harness.feed("de", fed.size() + 1, fed.size() + 2);

                List<JsonNode> answers = harness.predictions();
                assertThat(answers).hasSize(fed.size() + 2);
                long version = 1;
                List<JsonNode> checked = new ArrayList<>();
                for (int i = 0; i < answers.size(); i++) {
                    assertThat(answers.get(i).get("offset").asInt()).isEqualTo(i);
                    long by = answers.get(i).get("version").asLong();
                    assertThat(by).isGreaterThanOrEqualTo(version);
                    if (by > version || i % 97 == 0) {
                        checked.add(answers.get(i));
                    }
                    version = by;
                }
                assertThat(version).isEqualTo(last);
                Predictions.assertReproducible(checked, registry, offset -> Jobs.json("de", offset));
            }
        }
    }

    @Test
    void goesOverBetweenTwoRecordsAndTheGaugeSaysWhatTheWeightsAre() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                for (int version = 2; version <= 5; version++) {
                    announce(version, versions.commit());
                    awaitGauge(version);
                    harness.feed("de", version, version + 1);
                }

                assertThat(harness.predictions())
                        .extracting(json -> json.get("version").asLong())
                        .containsExactly(1L, 2L, 3L, 4L, 5L);
                Predictions.assertReproducible(harness.predictions(), registry, offset -> Jobs.json("de", offset));
            }
        }
    }

    @Test
    void obeysRollbacksAndPinsThatNobodyAnnounces() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config("scoring.poll=10ms"), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                registry.rollback("de", 1);
                awaitGauge(1);
                harness.feed("de", 1, 2);
                registry.pin("de", 2);
                awaitGauge(2);
                announce(3, versions.commit());
                harness.feed("de", 2, 3);
                registry.unpin("de");
                awaitGauge(3);
                harness.feed("de", 3, 4);

                assertThat(harness.predictions())
                        .extracting(json -> json.get("version").asLong())
                        .containsExactly(2L, 1L, 2L, 3L);
            }
        }
    }

    @Test
    void aDamagedVersionIsRefusedOnceCountedAndTheOldOneStays() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                String sha256 = versions.commit();
                Path file;
                try (var files = Files.list(folder.resolve("de/00000002"))) {
                    file = files.filter(each -> registryFile(each))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
                }
                byte[] sound = Files.readAllBytes(file);
                byte[] damaged = sound.clone();
                damaged[damaged.length / 2] ^= 1;
                replace(file, damaged);
                announce(2, sha256);
                await(() -> gauge("rdrop_served_version_refused") == 1);
                announce(2, sha256);
                harness.feed("de", 1, 2);
                assertThat(gauge("rdrop_served_version")).isEqualTo(1);

                replace(file, sound);
                announce(2, sha256);
                awaitGauge(2);
                harness.feed("de", 2, 3);

                assertThat(harness.predictions())
                        .extracting(json -> json.get("version").asLong())
                        .containsExactly(1L, 1L, 2L);
                await(() -> gauge("rdrop_served_version_refused") == 0);
                assertThat(count(Meters.SERVED_VERSIONS_REFUSED)).isEqualTo(1);
            }
        }
    }

    /** At once: whoever reads meanwhile sees the one or the other. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path beside = Files.write(file.resolveSibling(file.getFileName() + ".new"), content);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean registryFile(Path file) {
        return !file.getFileName().toString().equals("manifest.json");
    }

    @Test
    void aVersionThatWasAnnouncedWithAnotherManifestIsRefused() throws Exception {
        try (Versions versions = new Versions(config(), "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config(), null)) {
                harness.feed("de", 0, 1);
                harness.mail();
                versions.commit();
                announce(2, "0".repeat(64));
                await(() -> gauge("rdrop_served_version_refused") == 1);
                harness.feed("de", 1, 2);

                assertThat(harness.predictions())
                        .extracting(json -> json.get("version").asLong())
                        .containsExactly(1L, 1L);
            }
        }
    }

    @Test
    void aVersionOfOtherColumnsIsRefused() throws Exception {
        JobConfig other = JobConfigs.with(
                config(), List.of("features=[{name: x}, {name: z}, {name: colour, type: categorical}]"));
        try (Versions versions = new Versions(other, "de")) {
            versions.commit();
            try (ScoringHarness harness = new ScoringHarness(config("scoring.no-model=prior"), null)) {
                harness.feed("de", 0, 1);
                harness.mail();

                assertThat(gauge("rdrop_served_version_refused")).isEqualTo(1);
                assertThat(gauge("rdrop_served_version")).isZero();
                assertThat(harness.predictions()).singleElement().satisfies(json -> assertThat(
                                json.get("version").isNull())
                        .isTrue());
            }
        }
    }

    @Test
    void refusesCheckpointsThatDoNotLast() throws Exception {
        OneInputStreamOperatorTestHarness<Examples, PredictionRecord> harness =
                new OneInputStreamOperatorTestHarness<>(ScoringHarness.operator(config()));

        assertThatThrownBy(harness::open)
                .hasRootCauseMessage("checkpoints would go to the JobManager's memory,"
                        + " which takes at most 5 MiB of state and is lost with the process: set checkpoint.directory, or"
                        + " the cluster's execution.checkpointing.dir");
    }

    private JobConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("scoring.poll=1h"));
        all.addAll(List.of(overrides));
        return Jobs.config(folder, all.toArray(String[]::new));
    }

    private static void announce(long version, String manifestSha256) {
        ScoringHarness.announce("de", version, manifestSha256);
    }

    private static void awaitGauge(long version) throws Exception {
        await(() -> gauge("rdrop_served_version") == version);
    }

    private static double gauge(String series) {
        return MetricsEndpoint.unserved()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(series + "{") && line.contains("model=\"de\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double count(Meters meter) {
        return MetricsEndpoint.unserved().sum(meter, "model", "de");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadlineNs);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }
}
