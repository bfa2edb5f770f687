package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.Scores;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TableFeatures;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.OffsetDigest;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.OtherWriterException;
import io.rdrop.registry.RegistryLease;
import io.rdrop.registry.RegistryWriter;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotWriter;
import io.rdrop.task.Task;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator with its timers, keyed state and side output; what it computes is ContinualLearnerTest's. */
class LearnOperatorHarnessTest {
    private static final int MAX_PARALLELISM = 128;
    private static final List<String> MODELS = List.of("de", "fr", "it", "jp");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    @Test
    void reportsAStepPerFullMicroBatch() throws Exception {
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 3);
            assertThat(harness.extractOutputValues()).isEmpty();

            harness.feed("de", 3, 9);

            List<StepReport> reports = harness.extractOutputValues();
            assertThat(reports).extracting(StepReport::step).containsExactly(1L, 2L);
            assertThat(reports).extracting(StepReport::rows).containsExactly(4, 4);
            assertThat(reports).extracting(StepReport::trained).containsExactly(4L, 8L);
            assertThat(reports)
                    .extracting(report -> report.position().toString())
                    .containsExactly("examples-0@3", "examples-0@7");
        }
    }

    /** Also of those that wait for their micro-batch, and of those that are learned again. */
    @Test
    void weightsOutliveARestore() throws Exception {
        JobConfig config = config("replay.type=reservoir", "replay.capacity=12", "replay.updates-per-batch=3");
        String expected;
        try (Harness harness = Harness.fresh(config)) {
            IntStream.range(0, 40).mapToObj(LearnOperatorHarnessTest::weighed).forEach(harness::accept);
            harness.end();
            expected = last("de", harness.snapshots()).manifest().stateSha256();
        }
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config)) {
            IntStream.range(0, 22).mapToObj(LearnOperatorHarnessTest::weighed).forEach(harness::accept);
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.restored(config, state)) {
            IntStream.range(22, 40).mapToObj(LearnOperatorHarnessTest::weighed).forEach(harness::accept);
            harness.end();
            assertThat(last("de", harness.snapshots()).manifest().stateSha256()).isEqualTo(expected);
        }
        String unweighed =
                last("de", uninterrupted(config, Map.of("de", 40))).manifest().stateSha256();
        assertThat(unweighed).isNotEqualTo(expected);
    }

    private static Example weighed(int offset) {
        double[] weights = {1, 3, 0.25, 0, 1};
        return Jobs.example("de", offset).weighing(weights[offset % weights.length]);
    }

    @Test
    void aRestoredRunEndsWithTheBytesOfAnUninterruptedOne() throws Exception {
        SnapshotContent expected = last("de", uninterrupted(config(), Map.of("de", 30)));
        OperatorSubtaskState first;
        OperatorSubtaskState second;
        OperatorSubtaskState third;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 3); // nothing trained yet
            first = harness.snapshot(1, 0);
            harness.feed("de", 3, 29); // lost
        }
        try (Harness harness = Harness.restored(config(), first)) {
            harness.feed("de", 3, 18); // 2 of 4 wait
            second = harness.snapshot(2, 0);
        }
        try (Harness harness = Harness.restored(config(), second)) {
            third = harness.snapshot(3, 0); // nothing has changed
        }
        try (Harness harness = Harness.restored(config(), third)) {
            harness.feed("de", 18, 30);
            harness.end();

            SnapshotContent actual = last("de", harness.snapshots());
            assertThat(actual.manifest().stateSha256())
                    .isEqualTo(expected.manifest().stateSha256());
            assertThat(actual.manifest())
                    .usingRecursiveComparison()
                    .withEqualsForType(Scores::equals, Scores.class)
                    .ignoringFields("createdAt")
                    .isEqualTo(expected.manifest());
            assertThat(actual.manifest().examples()).isEqualTo(30);
            for (String file : List.of(ContinualLearner.ENCODER, SnapshotWriter.PROBE, SnapshotWriter.CONFIG)) {
                assertThat(actual.files().get(file))
                        .as(file)
                        .isEqualTo(expected.files().get(file));
            }
        }
    }

    @Test
    void aStateThatWasRestoredAndNotTouchedIsInTheNextCheckpoint() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 6);
            state = harness.snapshot(1, 0);
        }
        for (int restore = 0; restore < 2; restore++) {
            try (Harness harness = Harness.restored(config(), state)) {
                state = harness.snapshot(2 + restore, 0);
            }
        }
        try (Harness harness = Harness.restored(config(), state)) {
            harness.feed("de", 6, 8);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::step)
                    .containsExactly(2L);
        }
    }

    @Test
    void interleavedModelsLearnAsIfEachWereAlone() throws Exception {
        Map<String, Integer> lengths = Map.of("de", 13, "fr", 7, "it", 3, "jp", 8);

        List<SnapshotContent> together = uninterrupted(config(), lengths);

        assertThat(together)
                .extracting(snapshot -> snapshot.manifest().model())
                .containsExactlyInAnyOrderElementsOf(MODELS);
        for (String model : MODELS) {
            int length = lengths.getOrDefault(model, 0);
            SnapshotManifest alone =
                    last(model, uninterrupted(config(), Map.of(model, length))).manifest();
            assertThat(last(model, together).manifest())
                    .usingRecursiveComparison()
                    .withEqualsForType(Scores::equals, Scores.class)
                    .ignoringFields("createdAt")
                    .isEqualTo(alone);
            assertThat(alone.examples()).isEqualTo(length);
        }
    }

    @Test
    void aSnapshotLeavesBeforeTheBarrierAndOnlyAfterNewSteps() throws Exception {
        try (Harness harness = Harness.fresh(config())) {
            harness.prepareSnapshotPreBarrier(1);
            harness.feed("de", 0, 3);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.snapshots()).as("before the first step").isEmpty();

            harness.feed("de", 3, 6);
            assertThat(harness.snapshots()).as("before the checkpoint").isEmpty();
            harness.prepareSnapshotPreBarrier(3);
            assertThat(harness.snapshots()).hasSize(1);
            harness.snapshot(3, 0);
            harness.notifyOfCompletedCheckpoint(3);
            harness.prepareSnapshotPreBarrier(4);
            harness.snapshot(4, 0);

            assertThat(harness.snapshots()).singleElement().satisfies(snapshot -> {
                assertThat(snapshot.manifest().version()).isEqualTo(1);
                assertThat(snapshot.manifest().parent()).isNull();
                assertThat(snapshot.manifest().step()).isEqualTo(1);
                assertThat(ranges(snapshot)).containsExactly("0..3: 4");
                assertThat(snapshot.files())
                        .containsKeys(
                                "model.zip", ContinualLearner.ENCODER, SnapshotWriter.CONFIG, SnapshotWriter.PROBE);
            });
        }
    }

    @Test
    void theEndOfTheInputTrainsOnTheRestAndLeavesALastSnapshot() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config("registry.interval=1h"))) {
            harness.feed("de", 0, 6);
            harness.prepareSnapshotPreBarrier(1);
            harness.end();

            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::rows)
                    .containsExactly(4, 2);
            assertThat(harness.snapshots())
                    .extracting(snapshot -> snapshot.manifest().version())
                    .containsExactly(1L, 2L);
            SnapshotContent last = harness.snapshots().get(1);
            assertThat(last.manifest().parent()).isEqualTo(1);
            assertThat(last.manifest().examples()).isEqualTo(6);
            assertThat(ranges(last)).containsExactly("4..5: 2");

            harness.prepareSnapshotPreBarrier(2);
            state = harness.snapshot(2, 0);
            assertThat(harness.snapshots()).hasSize(2);
        }
        try (Harness harness = Harness.restored(config("registry.interval=1h"), state)) {
            harness.end();
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.snapshots()).isEmpty();
        }
    }

    @Test
    void snapshotsKeepTheirIntervalPerModel() throws Exception {
        try (Harness harness = Harness.fresh(config("registry.interval=30s"))) {
            harness.setProcessingTime(1_000);
            harness.feed("de", 0, 4);
            harness.prepareSnapshotPreBarrier(1);
            harness.feed("de", 4, 8);
            harness.feed("fr", 0, 4);
            harness.setProcessingTime(30_999);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .containsExactly("de 1", "fr 1");

            harness.setProcessingTime(31_000);
            harness.prepareSnapshotPreBarrier(3);

            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .containsExactly("de 1", "fr 1", "de 2");
            assertThat(ranges(harness.snapshots().get(2))).containsExactly("4..7: 4");
        }
    }

    @Test
    void manySnapshotsAreSpreadOverTheTimeUntilTheNextCheckpoint() throws Exception {
        List<String> models =
                IntStream.range(0, 100).mapToObj(i -> "model-" + i).toList();
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config("checkpoint.interval=10s", "registry.interval=30s"))) {
            models.forEach(model -> harness.feed(model, 0, 4));
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
            assertThat(harness.snapshots()).as("with the checkpoint").hasSize(SnapshotTurns.AT_ONCE);

            int before = SnapshotTurns.AT_ONCE;
            for (int second = 1; second <= 10; second++) {
                for (long ms = 0; ms < 1_000; ms++) {
                    harness.setProcessingTime(1_000L * (second - 1) + ms);
                }
                assertThat(harness.snapshots().size() - before)
                        .as("in a second")
                        .isBetween(1, 12);
                before = harness.snapshots().size();
            }
            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .containsExactlyInAnyOrderElementsOf(
                            models.stream().map(model -> model + " 1").toList());
            harness.prepareSnapshotPreBarrier(2);
            harness.snapshot(2, 0);
            assertThat(harness.snapshots()).as("each once").hasSize(100);
        }
        try (Harness harness = Harness.restored(config("checkpoint.interval=10s", "registry.interval=30s"), state)) {
            models.forEach(model -> harness.feed(model, 4, 8));
            harness.prepareSnapshotPreBarrier(2);
            for (long ms = 0; ms <= 10_000; ms++) {
                harness.setProcessingTime(ms);
            }
            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .as("what no checkpoint held is left again, with the same number")
                    .hasSize(100)
                    .filteredOn(name -> name.endsWith(" 1"))
                    .hasSize(100 - SnapshotTurns.AT_ONCE);
        }
    }

    @Test
    void aJobThatIsAskedLeavesASnapshotOfEachModelAndNoOtherJobDoes() throws Exception {
        JobConfig config = config("registry.interval=1h");
        JobConfig other = Jobs.config(registry.resolve("other"), "registry.interval=1h");
        try (Harness asked = Harness.fresh(config);
                Harness unasked = Harness.fresh(other)) {
            for (Harness harness : List.of(asked, unasked)) {
                MODELS.forEach(model -> harness.feed(model, 0, 4));
                harness.prepareSnapshotPreBarrier(1);
                MODELS.forEach(model -> harness.feed(model, 4, 8));
            }
            asked.request.ask();
            asked.prepareSnapshotPreBarrier(2);
            unasked.prepareSnapshotPreBarrier(2);
            assertThat(asked.snapshots()).hasSize(2 * MODELS.size());
            assertThat(unasked.snapshots()).hasSize(MODELS.size());

            asked.request.withdraw();
            MODELS.forEach(model -> asked.feed(model, 8, 12));
            asked.prepareSnapshotPreBarrier(3);
            assertThat(asked.snapshots()).hasSize(2 * MODELS.size());
        }
    }

    @Test
    void refusesToLearnWhereCheckpointsAreLostWithTheJobManager() throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Example, StepReport> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new LearnOperator(config(), Jobs.ORIGINALS, new SnapshotRequest()),
                        Example::model,
                        Types.STRING);

        assertThatThrownBy(harness::initializeEmptyState)
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("JobManager's memory")
                .hasMessageContaining("set checkpoint.directory, or the cluster's execution.checkpointing.dir");
    }

    @Test
    void categoriesOfAnyLengthAreLearnedInLittleMemory() throws Exception {
        JobConfig config = config();
        ExampleCodec codec = Task.of(config).codec();
        String longText = "x".repeat(200_000);
        try (Harness harness = Harness.fresh(config)) {
            for (int record = 0; record < 480; record++) {
                String json = new String(Jobs.json("model-" + record % 12, record), UTF_8)
                        .replace("\"colour\": \"", "\"colour\": \"" + longText + record / 12 + " ");
                SourcePosition position = new SourcePosition("examples", 0, record, 0);
                assertThat(codec.decode(new RawRecord(position, json.getBytes(UTF_8))))
                        .isInstanceOfSatisfying(Example.class, example -> harness.accept(example));
            }
            harness.prepareSnapshotPreBarrier(1);
            harness.snapshot(1, 0);

            assertThat(harness.rejections()).isEmpty();
            assertThat(harness.extractOutputValues()).hasSize(120).allSatisfy(report -> assertThat(
                            report.memory().vocabulary())
                    .as("they differ")
                    .isEqualTo((int) Math.min(32, report.trained())));
            assertThat(MetricsEndpoint.unserved().sum(Meters.STATE_BYTES, "job_name", "job-tests"))
                    .isLessThan(1e6);
        }
    }

    @Test
    void aSubtaskThatIsFullTakesNoNewModels() throws Exception {
        JobConfig config = config("input.max-state-bytes=4000");
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config)) {
            for (int model = 0; model < 20; model++) {
                harness.feed("model-" + model, model, model + 1);
            }
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
            assertThat(harness.rejections()).isNotEmpty().allSatisfy(rejection -> {
                assertThat(rejection.reason()).isEqualTo(RejectionReason.STATE_FULL);
                assertThat(rejection.detail()).startsWith("new model model-").contains("and may hold 4,000");
            });
            assertThat(MetricsEndpoint.unserved().sum(Meters.REJECTED, "reason", "state-full"))
                    .isEqualTo(harness.rejections().size());
        }
        try (Harness harness = Harness.restored(config, state)) {
            harness.feed("model-0", 20, 23); // those that are there go on
            harness.feed("model-20", 23, 24);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::model)
                    .containsExactly("model-0");
            assertThat(harness.rejections()).singleElement().satisfies(rejection -> assertThat(
                            rejection.record().position().offset())
                    .isEqualTo(23));
        }
    }

    @Test
    void aSubtaskThatIsFullTakesNothingThatWouldMakeItMoreWhateverItWasRestoredFrom() throws Exception {
        JobConfig config = config("input.max-state-bytes=20000", "micro-batch.size=100");
        List<Long> expected;
        try (Harness harness = Harness.fresh(config)) {
            harness.feed("de", 0, 200);
            harness.prepareSnapshotPreBarrier(1);
            expected = offsets(harness.rejections());
            assertThat(expected).hasSizeBetween(50, 190);
            assertThat(harness.rejections().get(0).detail())
                    .startsWith("record of ")
                    .contains(" for model de: ");
        }
        OperatorSubtaskState state;
        List<Long> refused = new ArrayList<>();
        try (Harness harness = Harness.fresh(config)) {
            harness.feed("de", 0, 35);
            harness.prepareSnapshotPreBarrier(1);
            refused.addAll(offsets(harness.rejections()));
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.restored(config, state)) {
            harness.feed("de", 35, 200);
            harness.prepareSnapshotPreBarrier(2);
            refused.addAll(offsets(harness.rejections()));
        }
        assertThat(refused).isEqualTo(expected);
    }

    private static List<Long> offsets(List<Rejection> rejections) {
        return rejections.stream()
                .map(rejection -> rejection.record().position().offset())
                .toList();
    }

    @Test
    void waitingTimeClosesAMicroBatch() throws Exception {
        try (Harness harness = Harness.fresh(config("micro-batch.max-wait=100ms"))) {
            harness.setProcessingTime(1_000);
            harness.feed("de", 0, 1);
            harness.setProcessingTime(1_050);
            harness.feed("de", 1, 2);
            harness.setProcessingTime(1_099);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(1_100);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::rows)
                    .containsExactly(2);

            harness.setProcessingTime(2_000);
            harness.feed("de", 2, 6); // closed by count; its timer is still there
            harness.setProcessingTime(2_050);
            harness.feed("de", 6, 7);
            harness.setProcessingTime(2_149);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::rows)
                    .containsExactly(2, 4);
            harness.setProcessingTime(2_150);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::rows)
                    .containsExactly(2, 4, 1);
        }
    }

    @Test
    void waitingTimeStartsAnewAfterARestoreAndNeedsNoFurtherExample() throws Exception {
        JobConfig config = config("micro-batch.max-wait=100ms");
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config)) {
            harness.setProcessingTime(1_000);
            harness.feed("de", 0, 2);
            harness.feed("fr", 0, 3);
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.at(5_000, config, state)) {
            harness.setProcessingTime(5_099);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(5_100);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::rows)
                    .containsExactlyInAnyOrder(2, 3);
        }
    }

    @Test
    void refusesAStateTrainedUnderAnotherConfiguration() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 6);
            state = harness.snapshot(1, 0);
        }

        assertThatThrownBy(() -> Harness.restored(config("seed=7"), state))
                .hasMessageContaining("model de was trained under another configuration: seed was 42, now 7.")
                .hasMessageContaining("start the job without state");
        try (Harness harness = Harness.restored(config("registry.interval=7s"), state)) {
            harness.feed("de", 6, 8); // that is no matter of training
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::step)
                    .containsExactly(2L);
        }
    }

    @Test
    void saysEachSettingThatATrainedModelCannotTakeOn() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 6);
            state = harness.snapshot(1, 0);
        }

        assertThatThrownBy(() -> Harness.restored(
                        config("model.hidden=[5,6]", "features=[{name: x}, {name: z}]", "model.updater.type=adam"),
                        state))
                .hasMessageContaining("features[1].name was y, now z")
                .hasMessageContaining("features[2].name was colour, now absent")
                .hasMessageContaining("model.hidden[1] was absent, now 6")
                .hasMessageContaining("model.updater.type was sgd, now adam");
    }

    @Test
    void goesOnWithAnotherLearningRateAlphaDropoutAndMicroBatch() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 11); // 3 of 4 wait
            state = harness.snapshot(1, 0);
        }
        JobConfig changed = config(
                "model.updater.learning-rate=0.003",
                "r-drop.alpha=0.5",
                "model.dropout=0.5",
                "model.weight-decay.l2=0.001",
                "model.gradient-clip=2",
                "micro-batch.size=2");
        OperatorSubtaskState later;
        try (Harness harness = Harness.restored(changed, state)) {
            harness.feed("de", 11, 14);
            List<StepReport> reports = harness.extractOutputValues();
            assertThat(reports).extracting(StepReport::rows).containsExactly(4, 2);
            assertThat(reports).extracting(StepReport::step).containsExactly(3L, 4L);
            assertThat(reports).extracting(StepReport::alpha).containsOnly(0.5);
            assertThat(reports).extracting(StepReport::learningRate).containsOnly(0.003);
            later = harness.snapshot(2, 0);
        }
        // From now on the state is of the new settings; the old ones can come back, too.
        try (Harness harness = Harness.restored(config(), later)) {
            harness.feed("de", 14, 18);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::alpha)
                    .containsExactly(1.0);
        }
    }

    @Test
    void aMicroBatchWhoseUpdateIsNotFiniteGoesToTheDeadLettersAndLeavesNoTrace() throws Exception {
        JobConfig config = config("encoding.standardise=false");
        try (Harness harness = Harness.fresh(config);
                Harness undisturbed = Harness.fresh(
                        Jobs.config(registry.resolveSibling("undisturbed"), "encoding.standardise=false"))) {
            harness.feed("de", 0, 4);
            undisturbed.feed("de", 0, 4);
            for (long offset = 4; offset < 8; offset++) {
                harness.processElement(new StreamRecord<>(poison(offset)));
            }

            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::applied)
                    .containsExactly(true, false);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::trained)
                    .containsExactly(4L, 4L);
            harness.prepareSnapshotPreBarrier(1);
            undisturbed.prepareSnapshotPreBarrier(1);
            List<Rejection> leftOut = harness.rejections();
            assertThat(leftOut).extracting(Rejection::reason).containsOnly(RejectionReason.NON_FINITE_UPDATE);
            assertThat(leftOut)
                    .extracting(rejection -> rejection.record().position().offset())
                    .containsExactly(4L, 5L, 6L, 7L);
            assertThat(leftOut.get(0).record().value()).asString(UTF_8).isEqualTo("examples-0@4");
            assertThat(leftOut.get(0).detail())
                    .isEqualTo(
                            "loss or gradient of step 2 of model de was not finite; 4 records were in its micro-batch");
            assertThat(leftOut.get(1).record().value()).isNull();
            assertThat(leftOut.get(1).detail()).endsWith("; the topic no longer has its bytes");
            harness.end();
            undisturbed.end();
            SnapshotContent after = last("de", harness.snapshots());
            SnapshotContent before = last("de", undisturbed.snapshots());
            assertThat(after.manifest().stateSha256())
                    .isEqualTo(before.manifest().stateSha256());
            assertThat(after.files().get("encoder.bin"))
                    .isEqualTo(before.files().get("encoder.bin"));
            assertThat(after.manifest().examples()).isEqualTo(4);
            assertThat(after.manifest().trainedInAll().get(0).count()).isEqualTo(8);
        }
    }

    @Test
    void recordsOfNewModelsBeyondTheLimitGoToTheDeadLettersWithTheNextCheckpoint() throws Exception {
        try (Harness harness = Harness.fresh(config("input.max-models=2"))) {
            harness.feed("de", 0, 3);
            harness.feed("fr", 3, 4);
            harness.feed("it", 4, 6);
            harness.feed("de", 6, 7);
            harness.feed("jp", 7, 8);
            harness.prepareSnapshotPreBarrier(1);

            assertThat(harness.rejections())
                    .extracting(
                            Rejection::reason,
                            rejection -> rejection.record().position().offset(),
                            Rejection::detail)
                    .containsExactly(
                            tuple(RejectionReason.TOO_MANY_MODELS, 4L, refusal("it", 2)),
                            tuple(
                                    RejectionReason.TOO_MANY_MODELS,
                                    5L,
                                    refusal("it", 2) + "; the topic no longer has its bytes"),
                            tuple(RejectionReason.TOO_MANY_MODELS, 7L, refusal("jp", 2)));
            assertThat(harness.rejections().get(0).record().value())
                    .asString(UTF_8)
                    .isEqualTo("examples-0@4");
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::model)
                    .containsExactly("de");
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.rejections()).as("each once").hasSize(3);
        }
    }

    @Test
    void recordsOfNewModelsAtTheEndOfTheInputGoToTheDeadLettersToo() throws Exception {
        try (Harness harness = Harness.fresh(config("input.max-models=1"))) {
            harness.feed("de", 0, 1);
            harness.feed("fr", 1, 2);
            harness.end();

            assertThat(harness.rejections())
                    .extracting(Rejection::reason)
                    .containsExactly(RejectionReason.TOO_MANY_MODELS);
        }
    }

    @Test
    void aFloodOfNewModelsIsNotKeptUntilTheCheckpoint() throws Exception {
        try (Harness harness = Harness.fresh(config("input.max-models=1"))) {
            harness.feed("de", 0, 1);
            for (long offset = 1; offset <= 2_500; offset++) {
                harness.feed("key-" + offset, offset, offset + 1);
            }
            assertThat(harness.rejections()).hasSizeGreaterThanOrEqualTo(1_499);
        }
    }

    @Test
    void moreModelsThanTheLimitAreRestoredAndGoOn() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            MODELS.forEach(model -> harness.feed(model, 0, 3));
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.restored(config("input.max-models=2"), state)) {
            MODELS.forEach(model -> harness.feed(model, 3, 4));
            harness.feed("uk", 4, 5);
            harness.prepareSnapshotPreBarrier(2);

            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::model)
                    .containsExactlyElementsOf(MODELS);
            assertThat(harness.rejections()).extracting(Rejection::detail).containsExactly(refusal("uk", 2));
        }
    }

    @Test
    void countsWhatItRefusesThroughRestartsAndRescaling() throws Exception {
        JobConfig limited = config("input.max-models=1");
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(limited)) {
            harness.feed("de", 0, 1);
            harness.feed("fr", 1, 4);
            assertThat(refused()).isEqualTo(3);
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
        }
        OperatorSubtaskState[] two = new OperatorSubtaskState[2];
        for (int subtask = 0; subtask < 2; subtask++) {
            try (Harness harness = new Harness(limited, 2, subtask)) {
                harness.start(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, MAX_PARALLELISM, 1, 2, subtask));
                two[subtask] = harness.snapshot(2, 0);
            }
        }
        OperatorSubtaskState merged = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(two), MAX_PARALLELISM, 2, 1, 0);
        try (Harness harness = Harness.restored(limited, merged)) {
            harness.feed("it", 4, 5);
            assertThat(refused()).isEqualTo(4);
        }
    }

    @Test
    void countsOutliersThroughARestart() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 20);
            for (long offset = 20; offset < 24; offset++) {
                harness.processElement(new StreamRecord<>(poison(offset)));
            }
            assertThat(outliers()).isEqualTo(4);
            assertThat(harness.rejections()).isEmpty();
            state = harness.snapshot(1, 0);
        }
        assertThat(outliers()).isZero();
        try (Harness harness = Harness.restored(config(), state)) {
            assertThat(outliers()).isEqualTo(4);
            harness.processElement(new StreamRecord<>(poison(24)));
            harness.end();
            assertThat(outliers()).isEqualTo(5);
        }
    }

    private static double outliers() {
        return MetricsEndpoint.unserved().sum(Meters.OUTLIERS, "column", "x");
    }

    private static double refused() {
        return MetricsEndpoint.unserved().sum(Meters.REJECTED, "reason", "too-many-models");
    }

    private static String refusal(String model, int limit) {
        return "model " + model + " is new, and its subtask has " + limit
                + " models, as many as input.max-models allows";
    }

    /** At this rate the first updates overflow float32. */
    @Test
    void aModelThatDivergesLosesNoRecordAndEndsWithTheSameBytesWhereverItIsRestored() throws Exception {
        JobConfig config = config("model.updater.learning-rate=1000000", "micro-batch.size=1");
        int examples = 300;
        SnapshotContent undisturbed;
        try (Harness harness = Harness.fresh(config)) {
            harness.feed("de", 0, examples);
            harness.end();
            List<StepReport> reports = harness.extractOutputValues();
            assertThat(harness.rejections()).isEmpty();
            assertThat(reports).allMatch(StepReport::applied);
            assertThat(reports.stream().mapToInt(StepReport::divergences).sum()).isGreaterThan(2);
            StepReport last = reports.get(reports.size() - 1);
            assertThat(last.trained()).isEqualTo(examples);
            assertThat(last.learningRate()).isLessThan(1e5);
            undisturbed = last("de", harness.snapshots());
        }

        for (int restoredAt : new int[] {1, 2, 3, 5, 8, 40, 80, 150, 299}) {
            OperatorSubtaskState state;
            try (Harness harness = Harness.fresh(config)) {
                harness.feed("de", 0, restoredAt);
                state = harness.snapshot(1, 0);
            }
            try (Harness harness = Harness.restored(config, state)) {
                harness.feed("de", restoredAt, examples);
                harness.end();
                SnapshotContent restored = last("de", harness.snapshots());
                assertThat(restored.manifest().stateSha256())
                        .as("restored at %d", restoredAt)
                        .isEqualTo(undisturbed.manifest().stateSha256());
                assertThat(restored.manifest().prequential())
                        .isEqualTo(undisturbed.manifest().prequential());
            }
        }
    }

    private static Example poison(long offset) {
        Example sound = Jobs.example("de", offset);
        return new Example(
                sound.position(),
                sound.id(),
                sound.model(),
                sound.timeMs(),
                new TableFeatures(new double[] {1e300, -1e300}, new @Nullable String[] {"red"}),
                sound.target());
    }

    @Test
    void snapshotsSayWhatWasTrainedOnInAll() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 8);
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
        }
        try (Harness harness = Harness.restored(config(), state)) {
            harness.feed("de", 8, 20);
            harness.end();
            SnapshotManifest manifest = last("de", harness.snapshots()).manifest();
            OffsetDigest digest = new OffsetDigest();
            LongStream.range(0, 20).forEach(digest::add);
            assertThat(manifest.trained())
                    .extracting(OffsetRange::first, OffsetRange::count)
                    .containsExactly(tuple(8L, 12L));
            assertThat(manifest.trainedInAll())
                    .containsExactly(new OffsetRange("examples", 0, 0, 19, 20, digest.hex()));
        }
    }

    @Test
    void versionsGoOnAfterTheNewestInTheRegistryEvenIfItWasRolledBack() throws Exception {
        ModelRegistry models = Jobs.registry(registry);
        models.commit(models.stage(Jobs.snapshot("de", 6, "old"), "a"));
        models.commit(models.stage(Jobs.snapshot("de", 7, "newer"), "a"));
        models.rollback("de", 6);
        OperatorSubtaskState state;
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 4);
            harness.feed("fr", 0, 4);
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 0);
            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .containsExactly("de 8", "fr 1");
        }
        models.commit(models.stage(Jobs.snapshot("fr", 5, "another job's"), "a"));
        try (Harness harness = Harness.restored(config(), state)) {
            harness.feed("de", 4, 8);
            harness.feed("fr", 4, 8);
            harness.prepareSnapshotPreBarrier(2);
            assertThat(harness.snapshots())
                    .extracting(LearnOperatorHarnessTest::name)
                    .as("the state is ahead for de, the registry for fr")
                    .containsExactly("de 9", "fr 6");
        }
    }

    @Test
    void aSecondJobOnTheRegistryIsRefusedWithTheNameOfTheFirst() throws Exception {
        OperatorSubtaskState state;
        try (Harness first = Harness.fresh(config("name=first"))) {
            first.feed("de", 0, 4);
            assertThatThrownBy(() -> Harness.fresh(config("name=second")))
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseInstanceOf(OtherWriterException.class)
                    .rootCause()
                    .hasMessageContaining("the registry " + registry + " is written by job first (host ");
            first.prepareSnapshotPreBarrier(1);
            state = first.snapshot(1, 0);
            assertThat(first.snapshots()).hasSize(1);

            try (Harness resumed = Harness.restored(config("name=first"), state)) {
                resumed.feed("de", 4, 8);
                resumed.prepareSnapshotPreBarrier(2);
                assertThat(resumed.snapshots())
                        .as("while the attempt before it is still there")
                        .hasSize(1);
            }
        }
    }

    @Test
    void aJobThatLostTheRegistryToAnotherPublishesNothing() throws Exception {
        try (Harness harness = Harness.fresh(config())) {
            harness.feed("de", 0, 4);
            Files.delete(registry.resolve(".lease")); // as if it had slept for long
            RegistryLease other = new RegistryLease(
                    new LocalRegistryStorage(registry),
                    RegistryWriter.here("other", "other", Instant.EPOCH),
                    InstantSource.system());
            other.take(time -> {});

            assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(1))
                    .isInstanceOf(SuppressRestartsException.class)
                    .hasRootCauseInstanceOf(OtherWriterException.class);
            assertThat(harness.snapshots()).isEmpty();
            other.release();
        }
    }

    @Test
    void rescalingKeepsTheStateOfEveryModel() throws Exception {
        Map<String, Integer> lengths = Map.of("de", 25, "fr", 26, "it", 27, "jp", 28);
        List<SnapshotContent> expected = uninterrupted(config(), lengths);
        assertThat(MODELS.stream().map(model -> owner(model, 2)).distinct())
                .as("both subtasks get models")
                .hasSize(2);
        OperatorSubtaskState one;
        try (Harness harness = Harness.fresh(config())) {
            MODELS.forEach(model -> harness.feed(model, 0, 6));
            one = harness.snapshot(1, 0);
        }

        OperatorSubtaskState[] two = new OperatorSubtaskState[2];
        List<String> owned = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(one, MAX_PARALLELISM, 1, 2, subtask);
            try (Harness harness = new Harness(config(), 2, subtask)) {
                harness.start(part);
                for (String model : MODELS) {
                    if (owner(model, 2) == subtask) {
                        harness.feed(model, 6, 15);
                    }
                }
                harness.prepareSnapshotPreBarrier(2);
                for (SnapshotContent snapshot : harness.snapshots()) {
                    owned.add(subtask + name(snapshot));
                }
                two[subtask] = harness.snapshot(2, 0);
            }
        }
        assertThat(owned)
                .containsExactlyInAnyOrderElementsOf(MODELS.stream()
                        .map(model -> owner(model, 2) + model + " 1")
                        .toList());

        OperatorSubtaskState merged = AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(two), MAX_PARALLELISM, 2, 1, 0);
        try (Harness harness = Harness.restored(config(), merged)) {
            MODELS.forEach(model -> harness.feed(model, 15, lengths.getOrDefault(model, 0)));
            harness.end();
            for (String model : MODELS) {
                SnapshotManifest actual = last(model, harness.snapshots()).manifest();
                SnapshotManifest undisturbed = last(model, expected).manifest();
                assertThat(actual.stateSha256()).as(model).isEqualTo(undisturbed.stateSha256());
                assertThat(actual.examples()).isEqualTo((long) lengths.getOrDefault(model, 0));
                assertThat(actual.prequential()).isEqualTo(undisturbed.prequential());
                assertThat(actual.version()).isEqualTo(2);
            }
        }
    }

    private JobConfig config(String... overrides) {
        return Jobs.config(registry, overrides);
    }

    private static int owner(String model, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(model, MAX_PARALLELISM, parallelism);
    }

    /** All snapshots of a run over that many examples of each model, in turns. */
    private static List<SnapshotContent> uninterrupted(JobConfig config, Map<String, Integer> lengths)
            throws Exception {
        int longest =
                lengths.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (Harness harness = Harness.fresh(config)) {
            for (int number = 0; number < longest; number++) {
                for (String model : MODELS) {
                    if (number < lengths.getOrDefault(model, 0)) {
                        harness.feed(model, number, number + 1);
                    }
                }
            }
            harness.end();
            return harness.snapshots();
        }
    }

    private static SnapshotContent last(String model, List<SnapshotContent> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.manifest().model().equals(model))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private static String name(SnapshotContent snapshot) {
        return snapshot.manifest().model() + " " + snapshot.manifest().version();
    }

    private static List<String> ranges(SnapshotContent snapshot) {
        return snapshot.manifest().trained().stream()
                .map((OffsetRange range) -> range.first() + ".." + range.last() + ": " + range.count())
                .toList();
    }

    /** One subtask of the operator. */
    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, Example, StepReport> {
        private final SnapshotRequest request;

        Harness(JobConfig config, int parallelism, int subtask) throws Exception {
            this(config, parallelism, subtask, new SnapshotRequest());
        }

        private Harness(JobConfig config, int parallelism, int subtask, SnapshotRequest request) throws Exception {
            super(
                    InstantiationUtil.clone(new LearnOperator(config, Jobs.ORIGINALS, request)), // as Flink deploys it
                    Example::model,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
            this.request = request;
        }

        static Harness fresh(JobConfig config) throws Exception {
            return at(0, config, null);
        }

        static Harness restored(JobConfig config, OperatorSubtaskState state) throws Exception {
            return at(0, config, state);
        }

        static Harness at(long processingTimeMs, JobConfig config, @Nullable OperatorSubtaskState state)
                throws Exception {
            Harness harness = new Harness(config, 1, 0);
            harness.setProcessingTime(processingTimeMs);
            try {
                harness.start(state);
                return harness;
            } catch (Exception e) {
                try {
                    harness.close();
                } catch (IllegalStateException closing) {
                    e.addSuppressed(closing); // an operator that did not start cannot finish
                }
                throw e;
            }
        }

        void start(@Nullable OperatorSubtaskState state) throws Exception {
            setup(new BinarySerializer<>(new StepReportFormat()));
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        void feed(String model, long from, long to) {
            for (long offset = from; offset < to; offset++) {
                accept(Jobs.example(model, offset));
            }
        }

        void accept(Example example) {
            try {
                processElement(new StreamRecord<>(example));
            } catch (Exception e) {
                throw new AssertionError(example.position() + " of model " + example.model(), e);
            }
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the operator", e);
            }
        }

        void end() throws Exception {
            getOneInputOperator().finish();
        }

        List<Rejection> rejections() {
            var records = getSideOutput(LearnOperator.LEFT_OUT);
            return records == null
                    ? List.of()
                    : records.stream().map(StreamRecord::getValue).toList();
        }

        List<SnapshotContent> snapshots() {
            var records = getSideOutput(LearnOperator.SNAPSHOTS);
            return records == null
                    ? List.of()
                    : records.stream().map(StreamRecord::getValue).toList();
        }
    }
}
