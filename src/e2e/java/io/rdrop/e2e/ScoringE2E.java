package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.processes.Leftovers;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records are scored while TaskManager (scorer and trainer), broker and JobManager are killed in turn: exactly once
 * each, and by a version that gives the same bits again. {@code -Drdrop.scoring.records=1000000
 * -Drdrop.scoring.kills=20} takes half an hour.
 */
class ScoringE2E {
    private static final int RECORDS = Integer.getInteger("rdrop.scoring.records", 12_000);
    private static final int KILLS = Integer.getInteger("rdrop.scoring.kills", 3);
    private static final List<KilledJobs.Victim> VICTIMS = List.of(KilledJobs.Victim.values());
    private static final int RECOMPUTED = 10_000;
    private static final double SECONDS_A_PART = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration OFTEN = Duration.ofMillis(20);
    /** Longer than a checkpoint: whatever would be committed twice is. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachRecordIsAnsweredOnceByAVersionThatGivesTheSameBits() throws Exception {
        int part = RECORDS / (KILLS + 1);
        Path models = folder.resolve("models");
        try (KilledJobs jobs = new KilledJobs(folder)) {
            jobs.start(yaml(jobs.bootstrap(), models));
            try (PacedRecords records = new PacedRecords(jobs.bootstrap(), part / SECONDS_A_PART);
                    CommittedAnswers answers =
                            new CommittedAnswers(jobs.bootstrap(), Math.max(1, RECORDS / RECOMPUTED))) {
                for (int kill = 0; kill < KILLS; kill++) {
                    int middle = kill * part + part / 2;
                    records.allow((kill + 1) * part);
                    await("record " + middle, () -> records.sent() >= middle);
                    int before = answers.count();
                    jobs.kill(VICTIMS.get(kill % VICTIMS.size()));
                    await("answers after kill " + kill, () -> answers.count() > before);
                }
                records.allow(RECORDS);
                await("the last answers", () -> records.sent() == RECORDS && answers.count() == RECORDS);
                jobs.stop();
                Poll.until(QUIET, OFTEN, () -> answers.count() > RECORDS);

                assertThat(answers.problems()).isEmpty();
                assertThat(answers.versions()).hasSizeGreaterThan(KILLS);
                assertReproducible(answers.sample(), models);
                System.out.println(RECORDS + " records answered once over " + KILLS + " kills, by "
                        + answers.versions().size() + " versions; "
                        + answers.sample().size()
                        + " answers recomputed to the bit");
            }
        }
        assertThat(Leftovers.of(folder.toString(), List.of())).isEmpty();
    }

    private static String yaml(String bootstrap, Path models) {
        return """
                name: scored
                kafka: {bootstrap: "%s"}
                features: [{name: x}, {name: y}, {name: colour, type: categorical}]
                label: {classes: ["below", "above"]}
                registry: {directory: "%s", interval: 0s, keep: 1000000}
                checkpoint: {interval: 1s}
                scoring: {delivery: exactly-once, poll: 100ms}
                metrics: {enabled: false}
                """.formatted(bootstrap, models);
    }

    private static void assertReproducible(List<JsonNode> answers, Path models) throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(models), Clock.systemUTC());
        List<JsonNode> byVersion = new ArrayList<>(answers);
        byVersion.sort(Comparator.comparingLong(json -> json.get("version").asLong()));
        @Nullable Predictor predictor = null;
        try {
            for (JsonNode json : byVersion) {
                long version = json.get("version").asLong();
                if (predictor == null || predictor.version().version() != version) {
                    if (predictor != null) {
                        predictor.close();
                    }
                    predictor = Predictor.of(registry, "default")
                            .version(version)
                            .atMost(1)
                            .open();
                }
                long number = Long.parseLong(
                        json.get("id").asText().substring(PacedRecords.id(0).length() - 1));
                Prediction again = predictor.predict(PacedRecords.record(number));
                assertThat(json.get("manifestSha256").asText())
                        .isEqualTo(again.by().manifestSha256());
                for (String label : again.by().classes()) {
                    assertThat((float) json.get("probabilities").get(label).asDouble())
                            .as("%s of %s by version %s", label, json.get("id"), version)
                            .isEqualTo(again.probability(label));
                }
            }
        } finally {
            if (predictor != null) {
                predictor.close();
            }
        }
    }

    private static void await(String what, Poll.Condition condition) throws IOException, InterruptedException {
        if (!Poll.until(PATIENCE, OFTEN, condition)) {
            throw new AssertionError("still waiting for " + what + " after " + PATIENCE);
        }
    }
}
