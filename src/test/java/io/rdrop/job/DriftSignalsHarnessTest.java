package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.DriftReport;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.DriftEvent;
import io.rdrop.job.wire.DriftEventFormat;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotReader;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.audit.Retraining;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals of drift as they leave the operator; when they come is DriftingSessionTest's. */
class DriftSignalsHarnessTest {
    private static final int EXAMPLES = 60;
    private static final String WATCHING =
            "drift.detectors=[{type: kswin, on: log-loss, alpha: 0.9, window: 4, sample: 2}]";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    private JobConfig config(String... more) {
        List<String> all = new ArrayList<>(List.of(WATCHING, "drift.examples=10"));
        all.addAll(List.of(more));
        return Jobs.config(registry, all.toArray(String[]::new));
    }

    private record Ended(List<StepReport> reports, SnapshotContent last) {
        List<DriftEvent> events() {
            List<DriftEvent> events = new ArrayList<>();
            DriftEvents function = new DriftEvents("job-tests");
            reports.forEach(report -> function.flatMap(report, new ListCollector<>(events)));
            return events;
        }
    }

    @Test
    void aSignalIsInReportEventAndMetric() throws Exception {
        List<DriftEvent> events;
        try (Harness harness = new Harness(config(), null)) {
            harness.feed(0, EXAMPLES);
            events = harness.end().events();
            assertThat(events).isNotEmpty();
            assertThat(MetricsEndpoint.unserved().sum(Meters.DRIFT_SIGNALS, "watched", "log-loss"))
                    .isEqualTo(events.size());
            assertThat(MetricsEndpoint.unserved().sum(Meters.DRIFT_ESTIMATE, "watched", "log-loss"))
                    .isBetween(0.0, 5.0);
        }
        DriftEvent first = events.get(0);
        assertThat(first.signal().describe()).startsWith("kswin on log-loss signals drift: ");
        assertThat(first.after()).startsWith("examples-0@");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DriftEventFormat().write(first, new DataOutputStream(bytes));
        assertThat(bytes.toString(StandardCharsets.UTF_8).substring(Integer.BYTES))
                .startsWith(
                        "{\"event\":\"drift\",\"job\":\"job-tests\",\"model\":\"de\",\"signal\":{\"detector\":\"kswin\"");
        assertThat(new DriftEventFormat().read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(first);
    }

    @Test
    void whatASignalDoesChangesWhatIsLearnedAndIsDoneAgainByARestoreAndByTheAuditor() throws Exception {
        JobConfig config = config("drift.action=rates");
        Ended undisturbed = run(config, EXAMPLES);
        Ended disturbed = run(config, 22);

        SnapshotManifest manifest = undisturbed.last().manifest();
        assertThat(manifest.stateSha256())
                .isNotEqualTo(run(config(), EXAMPLES).last().manifest().stateSha256());
        assertThat(disturbed.last().manifest().stateSha256()).isEqualTo(manifest.stateSha256());
        assertThat(undisturbed.events())
                .isNotEmpty()
                .endsWith(disturbed.events().toArray(DriftEvent[]::new));
        assertThat(undisturbed.reports())
                .anySatisfy(report -> assertThat(drift(report).acting()).isTrue());
        try (Retraining again = Retraining.of(manifest, config, null, new SnapshotReader(Jobs.registry(registry)))) {
            for (int i = 0; i < EXAMPLES; i++) {
                again.add(Jobs.example("de", i));
            }
            assertThat(again.difference()).isEmpty();
        }
    }

    private static DriftReport drift(StepReport report) {
        return Objects.requireNonNull(report.drift());
    }

    private Ended run(JobConfig config, int dies) throws Exception {
        OperatorSubtaskState state = null;
        int from = 0;
        if (dies < EXAMPLES) {
            try (Harness harness = new Harness(config, null)) {
                harness.feed(0, dies);
                state = harness.snapshot(1, 0);
                harness.feed(dies, dies + 9); // lost
            }
            from = dies;
        }
        try (Harness harness = new Harness(config, state)) {
            harness.feed(from, EXAMPLES);
            return harness.end();
        }
    }

    private static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, Example, StepReport> {
        Harness(JobConfig config, @Nullable OperatorSubtaskState state) throws Exception {
            super(
                    InstantiationUtil.clone(new LearnOperator(config, Jobs.ORIGINALS, new SnapshotRequest())),
                    Example::model,
                    Types.STRING,
                    128,
                    1,
                    0);
            getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
            setup(new BinarySerializer<>(new StepReportFormat()));
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        void feed(int from, int to) throws Exception {
            for (int i = from; i < to; i++) {
                processElement(new StreamRecord<>(Jobs.example("de", i)));
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

        Ended end() throws Exception {
            getOneInputOperator().finish();
            List<SnapshotContent> snapshots = new ArrayList<>();
            getSideOutput(LearnOperator.SNAPSHOTS).forEach(record -> snapshots.add(record.getValue()));
            return new Ended(extractOutputValues(), snapshots.get(snapshots.size() - 1));
        }
    }
}
