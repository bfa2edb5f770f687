package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.torch.tokenizer.TokenizerJsons;
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
import java.util.concurrent.Future;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A translation on a mini cluster, stopped with a savepoint, gone on with, audited and asked: by the command line. */
class TranslationCommandsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int FIRST = 24;

    @TempDir
    private Path folder = Path.of("");

    /** @param isTokenized whether tokens are those of a file, which is gone when the job goes on and is audited */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isTrainedAgainToTheSameBytesByTheAuditAndSearchedForWithABeam(boolean isTokenized) throws Exception {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, TokenizerJsons.bytePairs());
        List<byte[]> records = ModelKind.TRANSLATION.records();
        int all = records.size() - records.size() % ModelKind.BATCH;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            JobConfig config = JobConfigs.with(
                    ModelKind.TRANSLATION.config(),
                    List.of(
                            "kafka.bootstrap='" + kafka.bootstrap() + "'",
                            "registry.directory='" + models() + "'",
                            "registry.interval=0s",
                            "checkpoint.interval=100ms",
                            "metrics.enabled=false",
                            "topics.partitions=1",
                            "transformer.tokenizer=" + (isTokenized ? "'" + file + "'" : "none")));
            EmbeddedJob job = submit(flink, config, null);
            write(kafka, records.subList(0, FIRST));
            await(job, FIRST);
            String savepoint = job.stopWithSavepoint(folder.resolve("savepoints"), false);
            Files.delete(file);
            job = submit(flink, config, savepoint);
            write(kafka, records.subList(FIRST, all));
            await(job, all);
            job.cancel();

            assertThat(audit(kafka)).contains("1 models trained again have the same bytes");
        }
        Path data =
                Files.writeString(folder.resolve("new.tsv"), "source\tnote\nder w1 sieht w2\tx\nder w3 sieht w3\ty\n");
        String greedy = predict(data);
        assertThat(greedy.lines()).hasSize(3).first().isEqualTo("source,note,prediction");
        assertThat(predict(data, "--beam", "1")).isEqualTo(greedy);
        String wide = predict(data, "--beam", "4", "--length-penalty", "0.6");
        assertThat(wide.lines()).hasSize(3);
        assertThat(predict(data, "--beam", "4", "--length-penalty", "0.6")).isEqualTo(wide);
    }

    @Test
    void aFileThatCannotBeUsedEndsTheCommandWithOneSentenceBeforeAnythingIsStarted() throws IOException {
        Path data = Files.writeString(folder.resolve("pairs.tsv"), "source\ttarget\nder w1\tthe w1\nder w2\tthe w2\n");
        Path file = folder.resolve("tokenizer.json");
        String[] arguments = {
            "train",
            "--task",
            "translation",
            "--data",
            data.toString(),
            "--label",
            "target",
            "--out",
            folder.resolve("out").toString(),
            "--set",
            "transformer.tokenizer=" + file
        };
        CommandLineText missing = CommandLineText.of(arguments);
        assertThat(missing.exitCode()).isNotZero();
        assertThat(missing.err())
                .contains("transformer.tokenizer " + file + " cannot be read: there is no such file")
                .doesNotContain("Exception");
        Files.writeString(file, "{}");
        assertThat(CommandLineText.of(arguments).err())
                .contains("transformer.tokenizer " + file
                        + " is no tokenizer of Hugging Face's library: it has no model.vocab");
        assertThat(folder.resolve("out")).doesNotExist();
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
            List<Future<RecordMetadata>> written = new ArrayList<>();
            for (byte[] value : values) {
                written.add(producer.send(new ProducerRecord<>("examples", value)));
            }
            for (Future<RecordMetadata> each : written) {
                each.get();
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

    private String predict(Path data, String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of("--registry", models().toString(), "--data", data.toString(), "--text-column", "source"));
        arguments.addAll(List.of(options));
        int exitCode = new CommandLine(new PredictCommand(new ByteArrayInputStream(new byte[0]), out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString(UTF_8);
    }
}
