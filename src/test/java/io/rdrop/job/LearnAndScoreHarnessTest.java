package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator that learns and predicts, over restores. */
class LearnAndScoreHarnessTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @AfterEach
    void forget() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void answersByTheWeightsOfTheLastStepWhichAVersionOfThatStepHasToo() throws Exception {
        ModelRegistry registry = Jobs.registry(folder);
        try (Harness harness = new Harness(config(), null)) {
            harness.learn("de", 0, 9); // two steps; one example waits
            harness.ask("de", 100, 110);
            harness.prepareSnapshotPreBarrier(1);
            registry.commit(registry.stage(harness.snapshots().get(0), "test"));
            harness.learn("de", 9, 12);
            harness.ask("de", 110, 111);

            assertThat(harness.predictions())
                    .extracting(json -> json.get("step").asLong())
                    .startsWith(2L, 2L)
                    .endsWith(2L, 3L)
                    .hasSize(11);
            try (Predictor version = Predictor.of(registry, "de").version(1).open()) {
                for (JsonNode json : harness.predictions().subList(0, 10)) {
                    Prediction expected =
                            version.predict(Jobs.json("de", json.get("offset").asLong()));
                    assertThat(json.get("prediction").asText()).isEqualTo(expected.label());
                    assertThat((float) json.get("probabilities").get("yes").asDouble())
                            .isEqualTo(expected.probability("yes"));
                    assertThat(json.get("version").isNull()).isTrue();
                }
            }
            assertThat(MetricsEndpoint.unserved().sum(Meters.SERVED_ROWS, "model", "de"))
                    .isEqualTo(11);
        }
    }

    @Test
    void learnsTheSameBytesWhetherItIsAskedOrNot() throws Exception {
        SnapshotContent expected = lastOf(false);
        SnapshotContent actual = lastOf(true);

        assertThat(actual.manifest().stateSha256())
                .isEqualTo(expected.manifest().stateSha256());
        assertThat(actual.manifest())
                .usingRecursiveComparison()
                .withEqualsForType(Scores::equals, Scores.class)
                .isEqualTo(expected.manifest());
        assertThat(actual.files().get("encoder.bin")).isEqualTo(expected.files().get("encoder.bin"));
    }

    /** Learns 30 examples over a failure, and is asked meanwhile, or is not. */
    private SnapshotContent lastOf(boolean asks) throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = new Harness(config(), null)) {
            for (int number = 0; number < 18; number++) {
                harness.learn("de", number, number + 1);
                if (asks) {
                    harness.ask("de", 100 + number, 102 + number);
                }
            }
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = new Harness(config(), state)) {
            for (int number = 18; number < 30; number++) {
                if (asks) {
                    harness.ask("de", 200 + number, 201 + number);
                }
                harness.learn("de", number, number + 1);
            }
            harness.end();
            List<SnapshotContent> snapshots = harness.snapshots();
            return snapshots.get(snapshots.size() - 1);
        }
    }

    @Test
    void whatWaitsIsInTheStateOfItsKeyAndIsAnsweredAfterTheFirstStep() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = new Harness(config(), null)) {
            harness.ask("de", 0, 2);
            harness.ask("fr", 0, 1);
            state = harness.snapshot(1, 0);
            harness.learn("de", 0, 4); // lost, with its answers
        }
        try (Harness harness = new Harness(config(), state)) {
            assertThat(harness.predictions()).isEmpty();
            harness.learn("de", 0, 4);
            assertThat(harness.predictions())
                    .extracting(json -> json.get("id").asText() + " " + json.get("step"))
                    .containsExactly("id-0 1", "id-1 1");
            state = harness.snapshot(2, 0);
        }
        try (Harness harness = new Harness(config(), state)) {
            harness.learn("de", 4, 8);
            harness.learn("fr", 0, 4);

            assertThat(harness.predictions())
                    .as("nothing is answered twice")
                    .extracting(json ->
                            json.get("model").asText() + " " + json.get("id").asText())
                    .containsExactly("fr id-0");
        }
    }

    @Test
    void moreThanMayWaitAreRefusedSinceExamplesMustNotWaitBehindThem() throws Exception {
        try (Harness harness = new Harness(config("scoring.most-waiting=2"), null)) {
            harness.ask("de", 0, 3);
            harness.learn("de", 0, 4);
            harness.prepareSnapshotPreBarrier(1);

            assertThat(harness.predictions()).hasSize(2);
            assertThat(harness.refused()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo(RejectionReason.NO_MODEL);
                assertThat(letter.detail()).isEqualTo("model de has made no step, and 2 records wait for a first one");
                assertThat(letter.record().position().offset()).isEqualTo(2);
            });
        }
    }

    @Test
    void answersByThePriorOrRefusesWhereThereIsNoModel() throws Exception {
        try (Harness harness = new Harness(config("scoring.no-model=prior"), null)) {
            harness.ask("de", 0, 1);
            assertThat(harness.predictions()).singleElement().satisfies(json -> {
                assertThat(json.get("prediction").isNull()).isTrue();
                assertThat(json.get("probabilities").get("yes").asDouble()).isEqualTo(0.5);
            });
        }
        try (Harness harness = new Harness(config("scoring.no-model=refuse"), null)) {
            harness.ask("de", 0, 1);
            harness.prepareSnapshotPreBarrier(1);
            assertThat(harness.refused()).hasSize(1);
        }
    }

    @Test
    void whatWaitsWhenBothInputsEndGoesToTheDeadLetters() throws Exception {
        try (Harness harness = new Harness(config(), null)) {
            harness.ask("de", 0, 1);
            harness.ask("fr", 0, 1);
            harness.learn("de", 0, 2); // an incomplete micro-batch, which the end completes
            harness.end();

            assertThat(harness.predictions())
                    .extracting(json -> json.get("model").asText())
                    .containsExactly("de");
            assertThat(harness.refused()).hasSize(1);
        }
    }

    private JobConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("scoring.inline=true"));
        all.addAll(List.of(overrides));
        return Jobs.config(folder, all.toArray(String[]::new));
    }

    /** One subtask of the operator. */
    private static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<String, Example, Example, StepReport> {
        Harness(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
            super(
                    InstantiationUtil.clone(
                            new LearnAndScoreOperator(config, Jobs.ORIGINALS, Jobs.ORIGINALS, new SnapshotRequest())),
                    Example::model,
                    Example::model,
                    Types.STRING);
            getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
            setProcessingTime(1);
            setup(new BinarySerializer<>(new StepReportFormat()));
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        void learn(String model, long from, long to) throws Exception {
            for (long offset = from; offset < to; offset++) {
                processElement1(new StreamRecord<>(Jobs.example(model, offset)));
            }
        }

        void ask(String model, long from, long to) throws Exception {
            for (long offset = from; offset < to; offset++) {
                processElement2(new StreamRecord<>(Jobs.example(model, offset)));
            }
        }

        void end() throws Exception {
            getTwoInputOperator().finish();
        }

        /** As at a failure. */
        @Override
        public void close() {
            try {
                getTwoInputOperator().close();
                getEnvironment().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private LearnAndScoreOperator getTwoInputOperator() {
            return (LearnAndScoreOperator) getOperator();
        }

        List<JsonNode> predictions() throws IOException {
            List<JsonNode> predictions = new ArrayList<>();
            var records = getSideOutput(LearnAndScoreOperator.PREDICTIONS);
            if (records != null) {
                for (StreamRecord<PredictionRecord> record : records) {
                    predictions.add(JSON.readTree(record.getValue().value()));
                }
            }
            return predictions;
        }

        List<Rejection> refused() {
            var letters = getSideOutput(LearnAndScoreOperator.REFUSED);
            return letters == null
                    ? List.of()
                    : letters.stream().map(StreamRecord::getValue).toList();
        }

        List<SnapshotContent> snapshots() {
            var snapshots = getSideOutput(LearnOperator.SNAPSHOTS);
            return snapshots == null
                    ? List.of()
                    : snapshots.stream().map(StreamRecord::getValue).toList();
        }
    }
}
