package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Commands;
import io.rdrop.example.DriftReport;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What detectors signal in a model's life, what that does, and that it is the same wherever the process dies. */
class DriftingSessionTest {
    private static final String MODEL = "de";

    /** One that signals at the slightest change. */
    private static JobConfig watched(ModelKind kind, String... more) {
        String on = kind == ModelKind.REGRESSION || kind == ModelKind.NUMBER_POOL ? "error" : "log-loss";
        List<String> settings = new ArrayList<>(List.of(
                "drift.standard=true",
                "drift.detectors=[{type: kswin, on: " + on + ", alpha: 0.9, window: 4, sample: 2}"
                        + ", {type: adwin, on: kl}]",
                "drift.examples=9"));
        settings.addAll(List.of(more));
        return JobConfigs.with(kind.config(), settings);
    }

    @ParameterizedTest
    @CsvSource({
        "TABLE, rates",
        "TABLE, none",
        "REGRESSION, rates",
        "POOL, share",
        "POOL, rates",
        "NUMBER_POOL, share",
        "TEXT_POOL, rates",
        "TAGGING, share"
    })
    void aRunThatDiesNowAndThenSignalsAndActsAsOneThatDoesNot(ModelKind kind, String action) throws IOException {
        JobConfig config = watched(kind, "drift.action=" + action);
        List<Example> examples = examples(kind);

        Ended undisturbed = run(config, examples, Integer.MAX_VALUE);
        Ended disturbed = run(config, examples, kind == ModelKind.TABLE ? 1 : 7);

        assertThat(marks(undisturbed)).isNotEmpty();
        assertThat(drifts(disturbed)).isEqualTo(drifts(undisturbed));
        assertThat(disturbed.sha256()).isEqualTo(undisturbed.sha256());
        try (LocalRun again = new LocalRun(config)) {
            examples.forEach(again::add);
            again.finish();
            assertThat(again.learner(MODEL).stateSha256()).isEqualTo(undisturbed.sha256());
        }
        String idle = run(watched(kind), examples, Integer.MAX_VALUE).sha256();
        assertThat(idle.equals(undisturbed.sha256())).as("it acts").isEqualTo(action.equals("none"));
    }

    @Test
    void ratesAreHigherForAsManyExamplesAsConfiguredAndThenAsBefore() throws IOException {
        List<StepReport> reports = run(
                        watched(
                                ModelKind.TABLE,
                                "drift.action=rates",
                                "drift.factor=2",
                                "drift.examples=2",
                                "drift.detectors=[{type: page-hinkley, on: log-loss, lambda: 0.2}]",
                                "micro-batch.size=3"),
                        examples(ModelKind.TABLE),
                        Integer.MAX_VALUE)
                .reports();
        double configured = 0.03;
        for (int i = 1; i < reports.size(); i++) {
            DriftReport before = reports.get(i - 1).drift();
            assertThat(before).isNotNull();
            assertThat(reports.get(i).learningRate()).isEqualTo(before.acting() ? 2 * configured : configured);
        }
        assertThat(reports)
                .anySatisfy(report -> assertThat(drift(report).acting()).isTrue());
        assertThat(reports)
                .anySatisfy(report -> assertThat(drift(report).acting()).isFalse());
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "REGRESSION", "IMAGE", "POOL", "SINGLE", "NUMBER_POOL", "TAGGING"})
    void standardOnesWatchAllThatATaskHasAndChangeNothing(ModelKind kind) throws IOException {
        JobConfig config = JobConfigs.with(kind.config(), List.of("drift.standard=true"));
        Ended watched = run(config, examples(kind), Integer.MAX_VALUE);
        Ended plain = run(kind.config(), examples(kind), Integer.MAX_VALUE);

        assertThat(watched.sha256()).isEqualTo(plain.sha256());
        assertThat(plain.reports())
                .allSatisfy(report -> assertThat(report.drift()).isNull());
        List<DriftReport.Watch> watches =
                drift(watched.reports().get(watched.reports().size() - 1)).watches();
        assertThat(watches).isNotEmpty().allSatisfy(watch -> {
            assertThat(watch.detector()).isEqualTo("adwin");
            assertThat(watch.estimate()).as(watch.on()).isBetween(0.0, 1e6);
        });
        boolean isNumber = kind == ModelKind.REGRESSION || kind == ModelKind.NUMBER_POOL;
        assertThat(watches).hasSize(isNumber ? 1 : 2);
    }

    @Test
    void aSnapshotIsAskedForOnceAndAlsoAfterAFailure() throws IOException {
        JobConfig config = watched(ModelKind.TABLE, "drift.action=snapshot", "registry.interval=1h");
        ModelSession session = ModelSession.create(MODEL, config, 1);
        try {
            List<Example> examples = examples(ModelKind.TABLE);
            examples.subList(0, 8).forEach(example -> session.add(example, 0));
            session.snapshot(0);
            assertThat(session.snapshotDue(1)).isFalse();
            int at = 8;
            DriftReport drift = null;
            while (drift == null || drift.marks().isEmpty()) {
                StepReport report = session.add(examples.get(at++), 0);
                drift = report == null ? drift : report.drift();
            }
            assertThat(drift.acting()).isFalse();
            assertThat(session.snapshotDue(1)).isTrue();
            StateParts state = new StateParts(new ChunkMap(), 1_000);
            session.save(state);
            try (ModelSession restored = ModelSession.restore(MODEL, config, state, 1, 0)) {
                restored.snapshot(1);
                assertThat(restored.snapshotDue(2)).isFalse();
            }
        } finally {
            session.close();
        }
    }

    @Test
    void detectorsAreChangedByACommandAndThoseThatStayKeepWhatTheyKnow() throws IOException {
        try (ModelSession session = ModelSession.create(MODEL, watched(ModelKind.POOL), 1)) {
            List<Example> examples = examples(ModelKind.POOL);
            examples.subList(0, 16).forEach(example -> session.add(example, 0));
            session.control(
                    new Commands().set(MODEL, "drift.detectors", "[{type: kswin, on: log-loss}]"), 0, outside -> {});
            StepReport last = null;
            for (Example example : examples.subList(16, 24)) {
                last = session.add(example, 0);
            }
            assertThat(last).isNotNull();
            assertThat(drift(last).watches())
                    .extracting(DriftReport.Watch::detector)
                    .containsExactly("adwin", "adwin", "kswin");
            assertThat(drift(last).watches().get(1).estimate())
                    .as("of 24 values, and of the last 8")
                    .isNotEqualTo(drift(last).watches().get(2).estimate());
        }
    }

    @Test
    void whatWasWatchedBeforeAnyoneDidIsRestoredAndTheOtherWayRound() throws IOException {
        JobConfig plain = ModelKind.POOL.config();
        JobConfig watched = watched(ModelKind.POOL);
        List<Example> examples = examples(ModelKind.POOL);
        StateParts state = new StateParts(new ChunkMap(), 1_000);
        try (ModelSession session = ModelSession.create(MODEL, plain, 1)) {
            examples.subList(0, 16).forEach(example -> session.add(example, 0));
            session.save(state);
        }
        try (ModelSession session = ModelSession.restore(MODEL, watched, state, 1, 0)) {
            examples.subList(16, 32).forEach(example -> session.add(example, 0));
            session.save(state);
        }
        try (ModelSession session = ModelSession.restore(MODEL, plain, state, 1, 0)) {
            examples.subList(32, 60).forEach(example -> session.add(example, 0));
            session.flush();
            assertThat(session.snapshot(0).manifest().stateSha256())
                    .isEqualTo(run(plain, examples, Integer.MAX_VALUE).sha256());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POOL | drift.action=share | action must be none where nothing watches",
                "POOL | drift.detectors=[{type: adwin, on: error, lambda: 3}] | type adwin has delta but not lambda",
                "POOL | drift.detectors=[{type: ddm, on: kl}] | type ddm is for on: error",
                "POOL | drift.detectors=[{type: kswin, on: kl, sample: 51}] | sample must be between 2 and 50",
                "POOL | drift.detectors=[{type: ddm, on: error}, {type: ddm, on: error, drift: 4}] | given twice",
                "NUMBER_POOL | drift.detectors=[{type: adwin, on: entropy}] | cannot watch entropy of task regression",
                "NUMBER_POOL | drift.detectors=[{type: ddm, on: error}] | errors of 0 and 1",
                "LANGUAGE | drift={standard: true, action: share} | drift.action share is for a pool",
                "TABLE | drift={standard: true, action: share} | drift.action share is for a pool",
                "SINGLE | drift={standard: true, action: rates} | drift.action rates is not for model.engine row",
                "LANGUAGE | pool.share=0.1 | pool.share is for pools",
            })
    void whatWouldDoNothingIsRefused(ModelKind kind, String setting, String reason) {
        assertThatThrownBy(() -> JobConfigs.with(kind.config(), List.of(setting)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    private static DriftReport drift(StepReport report) {
        return Objects.requireNonNull(report.drift());
    }

    private record Ended(String sha256, List<StepReport> reports) {}

    private static List<DriftReport.Mark> marks(Ended ended) {
        return drifts(ended).stream().flatMap(drift -> drift.marks().stream()).toList();
    }

    private static List<DriftReport> drifts(Ended ended) {
        return ended.reports().stream().map(StepReport::drift).toList();
    }

    /** @param dies after so many examples it is saved and restored, again and again */
    private static Ended run(JobConfig config, List<Example> examples, int dies) throws IOException {
        List<StepReport> reports = new ArrayList<>();
        ModelSession session = ModelSession.create(MODEL, config, 1);
        try {
            for (int i = 0; i < examples.size(); i++) {
                StepReport report = session.add(examples.get(i), 0);
                if (report != null) {
                    reports.add(report);
                }
                if ((i + 1) % dies == 0) {
                    StateParts state = new StateParts(new ChunkMap(), 1_000);
                    session.save(state);
                    session.close();
                    session = ModelSession.restore(MODEL, config, state, 1, 0);
                }
            }
            StepReport last = session.flush();
            if (last != null) {
                reports.add(last);
            }
            return new Ended(session.snapshot(0).manifest().stateSha256(), reports);
        } finally {
            session.close();
        }
    }

    private static List<Example> examples(ModelKind kind) {
        List<Example> examples = new ArrayList<>();
        for (Example example : kind.examples()) {
            examples.add(new Example(
                    new SourcePosition("t", 0, examples.size(), 0),
                    "",
                    MODEL,
                    0,
                    example.features(),
                    example.target()));
        }
        return examples;
    }
}
