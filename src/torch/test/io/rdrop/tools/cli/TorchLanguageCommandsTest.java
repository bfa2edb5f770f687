package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.TrainingJob;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ModelKind;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Networks of language models on a mini cluster, stopped with a savepoint, gone on with, audited and asked. */
class TorchLanguageCommandsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FIRST = 24;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"LANGUAGE_TRANSFORMER", "LANGUAGE_LSTM"})
    void isTrainedAgainToTheSameBytesByTheAuditAndPredictsAndContinues(ModelKind kind) throws Exception {
        List<byte[]> records = kind.records();
        int all = records.size() - records.size() % ModelKind.BATCH;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            JobConfig config = JobConfigs.with(
                    kind.config(),
                    List.of(
                            "kafka.bootstrap='" + kafka.bootstrap() + "'",
                            "registry.directory='" + models() + "'",
                            "registry.interval=0s",
                            "checkpoint.interval=200ms",
                            "metrics.enabled=false",
                            "topics.partitions=1"));
            EmbeddedJob job = submit(flink, config, null);
            write(kafka, records.subList(0, FIRST));
            await(job, FIRST);
            String savepoint = job.stopWithSavepoint(folder.resolve("savepoints"), false);
            job = submit(flink, config, savepoint);
            write(kafka, records.subList(FIRST, all));
            await(job, all);
            job.cancel();

            assertThat(audit(kafka)).contains("1 models trained again have the same bytes");
        }
        Path data = Files.writeString(folder.resolve("new.txt"), "w1 w2 w3\nQuite: another?\n");
        List<JsonNode> said = predict(data, "--continue", "20", "--temperature", "0.5");
        assertThat(said).hasSize(2);
        assertThat(said.get(0).path("prediction").doubleValue())
                .isLessThan(said.get(1).path("prediction").doubleValue());
        assertThat(said).allSatisfy(line -> assertThat(
                        line.path("continuation").textValue().codePoints())
                .hasSize(20));
        assertThat(predict(data, "--continue", "20", "--temperature", "0.5")).isEqualTo(said);
    }

    private static EmbeddedJob submit(EmbeddedFlink flink, JobConfig config, @Nullable String savepoint)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, null);
        return savepoint == null ? flink.submit(env.getStreamGraph()) : flink.submit(env.getStreamGraph(), savepoint);
    }

    private Path models() {
        return folder.resolve("models");
    }

    private static void write(EmbeddedKafka kafka, List<byte[]> values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>("examples", value)).get();
            }
        }
    }

    private void await(EmbeddedJob job, int examples) throws Exception {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(models()), Clock.systemUTC());
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (trained(registry) < examples) {
            assertThat(System.nanoTime())
                    .as("%d of %d examples, %s", trained(registry), examples, job.lastFailure())
                    .isLessThan(deadlineNs);
            Thread.sleep(20);
        }
    }

    private static long trained(ModelRegistry registry) throws IOException {
        var newest = registry.newest("default");
        return newest.isEmpty() ? 0 : registry.manifest("default", newest.get()).examples();
    }

    private String audit(EmbeddedKafka kafka) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            CommandLineText audit = CommandLineText.of(
                    "audit", "--bootstrap", kafka.bootstrap(), "--registry", models().toString(), "--replay");
            assertThat(audit.exitCode()).as(said.toString(UTF_8) + audit.err()).isZero();
        } finally {
            System.setOut(out);
        }
        return said.toString(UTF_8);
    }

    private List<JsonNode> predict(Path data, String... options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of("--registry", models().toString(), "--data", data.toString(), "--format", "jsonl"));
        arguments.addAll(List.of(options));
        int exitCode = new CommandLine(new PredictCommand(new ByteArrayInputStream(new byte[0]), out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertThat(exitCode).as(err.toString()).isZero();
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : out.toString(UTF_8).lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }
}
