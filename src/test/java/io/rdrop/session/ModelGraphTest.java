package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.Activation;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.registry.SnapshotContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import onnx.Onnx;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelGraphTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-5;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    private static SnapshotContent snapshot(JobConfig config, List<Example> examples) throws IOException {
        try (ModelSession session = ModelSession.create("m", config, 1)) {
            examples.forEach(example -> session.add(example, 0));
            return session.snapshot(0);
        }
    }

    private static JsonNode json(SnapshotContent version, String file) throws IOException {
        return JSON.readTree(Objects.requireNonNull(version.files().get(file), file));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "LANGUAGE",
                "LANGUAGE_TRANSFORMER",
                "LANGUAGE_LSTM",
                "TAGGING",
                "TRANSLATION",
                "SUMMARIZATION",
                "TRANSFORMER",
                "TAGGER",
                "VISION"
            },
            mode = EnumSource.Mode.EXCLUDE) // which no graph can do, or needs libtorch
    void onnxRuntimeGivesWhatTheJobGave(ModelKind kind) throws IOException, OrtException {
        holds(kind.config(), kind.examples());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TABLE | encoding.missing-indicator=true",
                "TABLE | encoding.standardise=false",
                "TABLE | model.engine=dl4j",
                "WIDE | model.engine=dl4j",
                "REGRESSION | encoding.missing-indicator=true encoding.hash-buckets=3000 encoding.one-hot-categories=1",
                "TEXT | text.normalise=true text.weighting=log text.ngrams=2",
                "SEQUENCE | text.padding=visible",
                "LSTM | text.padding=visible",
                "IMAGE | model.filters=[4,3,5] model.kernel=4",
                "IMAGE | model.type=mlp model.hidden=[16]",
                "POOL | encoding.missing-indicator=true",
                "POOL | labels.immediate=false",
                "POOL | pool.companions=false pool.referees=false",
                "NUMBER_POOL | encoding.missing-indicator=true",
                "NUMBER_POOL | labels.immediate=false",
                "TEXT_POOL | labels.immediate=false"
            })
    void holdsUnderOtherSettings(ModelKind kind, String settings) throws IOException, OrtException {
        JobConfig config = JobConfigs.with(kind.config(), List.of(settings.split(" ")));
        List<Example> examples = kind.examples().stream()
                .map(example -> example.position().offset() % 5 == 0 ? withoutFirstNumber(example) : example)
                .toList();

        holds(config, examples);
    }

    @ParameterizedTest
    @EnumSource
    void holdsForEveryActivation(Activation activation) throws IOException, OrtException {
        String name = activation.name().toLowerCase(Locale.ROOT).replace('_', '-');

        holds(
                JobConfigs.with(ModelKind.TABLE.config(), List.of("model.activation=" + name)),
                ModelKind.TABLE.examples());
    }

    private static Example withoutFirstNumber(Example example) {
        if (!(example.features() instanceof TableFeatures table)) {
            return example;
        }
        double[] numbers = table.numbers().clone();
        numbers[0] = example.position().offset() % 10 == 0 ? Double.NaN : 1e30;
        return new Example(
                example.position(),
                example.id(),
                example.model(),
                example.timeMs(),
                new TableFeatures(numbers, table.categories()),
                example.target());
    }

    /** Rows repeat, so that neighbours are equally near, and there are more of them than are kept. */
    @ParameterizedTest
    @EnumSource(names = {"POOL", "NUMBER_POOL"})
    void holdsWhereTreesHaveGrownAndRowsRepeat(ModelKind kind) throws IOException, OrtException {
        Random random = new Random(3);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 4500; i++) {
            double[] numbers = {random.nextInt(6), random.nextInt(5) * 10.1};
            String category = "k" + random.nextInt(3);
            double signal = numbers[0] + numbers[1] / 10 + random.nextGaussian();
            double target = kind == ModelKind.POOL ? (signal > 4 ? signal > 6 ? 2 : 1 : 0) : 100 * signal;
            examples.add(new Example(
                    new SourcePosition("test", 0, i, 0),
                    "r" + i,
                    Example.DEFAULT_MODEL,
                    0,
                    new TableFeatures(numbers, new @Nullable String[] {category}),
                    target));
        }

        holds(kind.config(), examples);
    }

    @Test
    void aLanguageModelHasNone() throws IOException {
        assertThat(snapshot(ModelKind.LANGUAGE.config(), ModelKind.LANGUAGE.examples())
                        .files())
                .containsKey("pool.bin")
                .doesNotContainKey(ModelGraph.FILE);
    }

    @ParameterizedTest
    @EnumSource(names = {"TABLE", "POOL", "NUMBER_POOL", "TEXT_POOL", "IMAGE"})
    void theSameModelGivesTheSameBytes(ModelKind kind) throws IOException {
        byte[] file = snapshot(kind.config(), kind.examples()).files().get(ModelGraph.FILE);

        assertThat(snapshot(kind.config(), kind.examples()).files().get(ModelGraph.FILE))
                .isEqualTo(file)
                .isNotNull();
    }

    @Test
    void isNotThereIfItIsSwitchedOff() throws IOException {
        JobConfig off = JobConfigs.with(ModelKind.TABLE.config(), List.of("registry.onnx=false"));
        SnapshotContent with = snapshot(ModelKind.TABLE.config(), ModelKind.TABLE.examples());
        SnapshotContent without = snapshot(off, ModelKind.TABLE.examples());

        assertThat(without.files()).doesNotContainKey(ModelGraph.FILE);
        assertThat(with.files()).containsKey(ModelGraph.FILE);
        assertThat(without.manifest().stateSha256()).isEqualTo(with.manifest().stateSha256());
        assertThat(without.manifest().configHash()).isEqualTo(with.manifest().configHash());
    }

    /** ONNX Runtime for Java refuses to be given inputs that have defaults: takes those of a single network away. */
    private static byte[] historyRequired(byte[] file, JobConfig config) throws IOException {
        if (config.hasPool()) {
            return file;
        }
        Onnx.ModelProto.Builder model = Onnx.ModelProto.parseFrom(file).toBuilder();
        Onnx.GraphProto.Builder graph = model.getGraphBuilder();
        List<Onnx.TensorProto> constants = graph.getInitializerList().stream()
                .filter(constant -> !List.of("labels", "targets").contains(constant.getName()))
                .toList();
        graph.clearInitializer().addAllInitializer(constants);
        return model.build().toByteArray();
    }

    /** Holds what ONNX Runtime makes of the probe's records against the probe. */
    void holds(JobConfig config, List<Example> examples) throws IOException, OrtException {
        SnapshotContent version = snapshot(config, examples);
        JsonNode encoder = json(version, SnapshotWriter.ENCODER_JSON);
        JsonNode probe = json(version, SnapshotWriter.PROBE);
        List<Example> latest;
        int learned = examples.size() - examples.size() % ModelKind.BATCH;
        try (LocalRun run = new LocalRun(config)) {
            examples.forEach(run::add);
            latest = List.copyOf(run.learner(Example.DEFAULT_MODEL).latest());
        }
        byte[] file = historyRequired(Objects.requireNonNull(version.files().get(ModelGraph.FILE)), config);
        Map<String, OnnxTensor> inputs =
                GraphInputs.of(environment, config, encoder, probe, examples.subList(0, learned), latest);
        try (OrtSession session = environment.createSession(file);
                OrtSession.Result result = session.run(inputs)) {
            boolean isOfClasses = !config.label().classes().isEmpty();
            if (isOfClasses) {
                float[][] probabilities =
                        (float[][]) result.get("probabilities").orElseThrow().getValue();
                String[] labels =
                        (String[]) result.get("prediction").orElseThrow().getValue();
                JsonNode expected = probe.get("probabilities");
                assertThat(probabilities.length).isEqualTo(expected.size()).isPositive();
                for (int row = 0; row < probabilities.length; row++) {
                    int best = 0;
                    for (int c = 0; c < probabilities[row].length; c++) {
                        double wanted = expected.get(row).get(c).asDouble();
                        assertThat(Math.abs(probabilities[row][c] - wanted))
                                .as("row %s, class %s: %s for %s", row, c, probabilities[row][c], wanted)
                                .isLessThan(TOLERANCE);
                        best = probabilities[row][c] > probabilities[row][best] ? c : best;
                    }
                    assertThat(labels[row]).isEqualTo(config.label().classes().get(best));
                }
            } else {
                float[] numbers =
                        (float[]) result.get("prediction").orElseThrow().getValue();
                JsonNode expected = probe.get("values");
                double scale = config.hasPool()
                        ? 1
                        : encoder.get("target").get("deviation").asDouble();
                double mean =
                        config.hasPool() ? 0 : encoder.get("target").get("mean").asDouble();
                for (int row = 0; row < numbers.length; row++) {
                    double wanted = expected.get(row).get(0).asDouble() * scale + mean;
                    assertThat(Math.abs(numbers[row] - wanted))
                            .as("row %s: %s for %s", row, numbers[row], wanted)
                            .isLessThan(TOLERANCE * Math.max(1, Math.abs(wanted)));
                }
            }
        }
    }
}
