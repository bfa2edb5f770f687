package io.rdrop.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.encode.ClassIndex;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.OutputShape;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import io.rdrop.example.TextFeatures;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.ModelSession;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import io.rdrop.telemetry.LearnerMeters;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ReportWriter;
import io.rdrop.tools.report.RunReport;
import io.rdrop.tools.report.ScoreText;
import io.rdrop.tools.report.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that the project does not know, whole in this file, from the bytes of a record to the verdict. */
class TaskOfOnesOwnTest {
    private static final int RECORDS = 3_200;

    private static final JobConfig JOB = JobConfigs.parse("""
            features:
              - {name: unused, type: numeric}
            label: {classes: [even, odd]}
            model: {hidden: [16]}
            """, "the toy job", List.of());

    /** Whether a number is odd, from its lowest bits: {@code 4711 odd}. */
    private static final class Parity implements TaskSpec {
        private static final List<String> CLASSES = List.of("even", "odd");

        @Override
        public ExampleCodec codec() {
            return Parity::decode;
        }

        private static Decoded decode(RawRecord record) {
            byte[] value = record.value();
            String[] parts = (value == null ? "" : new String(value, StandardCharsets.UTF_8)).split(" ", -1);
            if (parts.length != 2 || !parts[0].matches("[0-9]{1,9}") || !CLASSES.contains(parts[1])) {
                return new Rejection(record, RejectionReason.MALFORMED, "no number and its parity");
            }
            return new Example(
                    record.position(),
                    null,
                    Example.DEFAULT_MODEL,
                    record.position().timestampMs(),
                    new TextFeatures(parts[0]),
                    CLASSES.indexOf(parts[1]));
        }

        @Override
        public Encoder features() {
            return new LowestBits();
        }

        @Override
        public TargetEncoder targets() {
            return new ClassIndex();
        }

        @Override
        public OutputShape outputs() {
            return new OutputShape.Classes(CLASSES.size());
        }

        @Override
        public PrequentialEvaluator evaluator() {
            return new ClassificationEvaluator(CLASSES.size(), 500);
        }

        @Override
        public TaskTerms terms() {
            return TaskTerms.CLASSES;
        }
    }

    private static final class LowestBits implements Encoder {
        private static final int BITS = 6;

        @Override
        public int width() {
            return BITS;
        }

        @Override
        public void encode(List<Example> examples, float[] inputs) {
            for (int row = 0; row < examples.size(); row++) {
                int number = Integer.parseInt(((TextFeatures) examples.get(row).features()).text());
                for (int bit = 0; bit < BITS; bit++) {
                    inputs[row * BITS + bit] = number >> bit & 1;
                }
            }
        }

        @Override
        public void observe(List<Example> examples) {}

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(BITS);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            assertThat(in.readInt()).isEqualTo(BITS);
        }

        @Override
        public Map<String, Object> describe() {
            return Map.of("bits", BITS);
        }
    }

    private final Task task = Task.of(JOB, new Parity());

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void learnsReportsAndJudgesAsTheTasksOfTheProjectDo(@TempDir Path directory) throws IOException {
        List<RawRecord> records = records();
        ExampleCodec codec = task.codec();
        ReportBuilder builder = new ReportBuilder(task.terms());
        MetricsEndpoint endpoint = MetricsEndpoint.unserved();
        LearnerMeters meters = endpoint.learnerMeters("toy", "0", task.terms());
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
        List<Rejection> rejected = new ArrayList<>();
        List<StepReport> reports = new ArrayList<>();

        ModelSession session = ModelSession.create(Example.DEFAULT_MODEL, JOB, task, 1);
        SnapshotContent snapshot;
        try {
            for (RawRecord record : records) {
                Decoded decoded = codec.decode(record);
                if (decoded instanceof Rejection rejection) {
                    rejected.add(rejection);
                    continue;
                }
                StepReport report =
                        session.add((Example) decoded, record.position().timestampMs());
                if (report != null) {
                    builder.add(report);
                    meters.record(report);
                    reports.add(report);
                }
                if (record.position().offset() == RECORDS / 2) {
                    StateParts state = new StateParts(new MemoryChunks(), StateParts.CHUNK_BYTES);
                    session.save(state);
                    session.close();
                    session = ModelSession.restore(Example.DEFAULT_MODEL, JOB, task, state, 1, 0);
                }
            }
            snapshot = session.snapshot(0);
        } finally {
            session.close();
        }
        registry.commit(registry.stage(snapshot, "a"));

        assertThat(rejected).hasSize(1);
        RunReport report = builder.build();
        Verdict verdict = Verdict.of(report.terms(), report.main().prequential());
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.BEATS);
        assertThat(verdict.sentence()).contains("% right");
        assertThat(ReportWriter.tree(report, Example.DEFAULT_MODEL)
                        .at("/training/crossEntropy")
                        .asDouble())
                .isLessThan(0.1);
        assertThat(ScoreText.step(task.terms(), reports.get(reports.size() - 1)))
                .startsWith("accuracy 1.000")
                .contains("CE 0.0");
        assertThat(endpoint.sum(Meters.EXAMPLES, "outcome", "trained")).isEqualTo(RECORDS);
        assertThat(endpoint.sum(Meters.CROSS_ENTROPY_SUM, "model", Example.DEFAULT_MODEL))
                .isPositive();
        SnapshotManifest manifest = registry.manifest(Example.DEFAULT_MODEL, 1);
        assertThat(registry.verify()).isEmpty();
        assertThat(manifest.examples()).isEqualTo(RECORDS);
        assertThat(TaskTerms.of(manifest.prequential().cumulative())).isEqualTo(task.terms());
        assertThat(new ObjectMapper()
                        .readTree(registry.read(Example.DEFAULT_MODEL, 1, "encoder.json"))
                        .at("/bits")
                        .asInt())
                .isEqualTo(LowestBits.BITS);
    }

    /** Numbers and their parities; one record is broken. */
    private static List<RawRecord> records() {
        Random random = new Random(7);
        List<RawRecord> records = new ArrayList<>();
        for (int offset = 0; offset <= RECORDS; offset++) {
            int number = random.nextInt(1_000_000);
            String text = offset == 100 ? "seven odd" : number + (number % 2 == 0 ? " even" : " odd");
            records.add(new RawRecord(
                    new SourcePosition("numbers", 0, offset, offset), text.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }
}
