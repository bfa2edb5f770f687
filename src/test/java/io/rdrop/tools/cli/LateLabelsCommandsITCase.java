package io.rdrop.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.TrainingJob;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.feed.generator.Generators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `rdrop feed --labels-after` sends what a job with `labels.topic` learns, and `rdrop audit` proves it. */
class LateLabelsCommandsITCase {
    private static final int EXAMPLES = 640;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatIsFedWithLabelsApartIsLearnedOnceAndAuditedToTheByte() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            JobConfig config = JobConfigs.parse(
                    Generators.jobYaml(Generators.byName("sea", 7, EXAMPLES)),
                    "test",
                    List.of(
                            "kafka.bootstrap='" + kafka.bootstrap() + "'",
                            "registry.directory='" + directory.resolve("models") + "'",
                            "registry.interval=0s",
                            "labels.topic=labels",
                            "labels.wait=1h",
                            "learner=single",
                            "checkpoint.interval=200ms",
                            "metrics.enabled=false"));
            KafkaTopics.ensure(config);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            TrainingJob.prepare(env, config, null);
            EmbeddedJob job = flink.submit(env.getStreamGraph());

            assertThat(printed(
                            0,
                            "feed",
                            "--generator",
                            "sea",
                            "--seed",
                            "7",
                            "--examples",
                            Integer.toString(EXAMPLES),
                            "--bootstrap",
                            kafka.bootstrap(),
                            "--topic",
                            "examples",
                            "--labels-after",
                            "300ms"))
                    .contains("Sent 640 records")
                    .contains("Sent 640 labels to labels, each 300ms later");
            await(job);
            job.cancel();
            job.await();

            assertThat(printed(0, audit(kafka)))
                    .contains("640: 640 learned")
                    .contains("640: 640 taught")
                    .contains("audited: every record is accounted for exactly once")
                    .contains("1 models trained again have the same bytes");

            // The same records again teach nothing twice, and each is accounted for.
            printed(
                    0,
                    "feed",
                    "--generator",
                    "sea",
                    "--seed",
                    "7",
                    "--examples",
                    "32",
                    "--bootstrap",
                    kafka.bootstrap(),
                    "--topic",
                    "examples",
                    "--labels-after",
                    "0ms");
            assertThat(printed(0, audit(kafka)))
                    .contains("672: 32 duplicate-event, 640 learned")
                    .contains("672: 32 duplicate-label, 640 taught");
        }
    }

    private String[] audit(EmbeddedKafka kafka) {
        return new String[] {
            "audit",
            "--bootstrap",
            kafka.bootstrap(),
            "--registry",
            directory.resolve("models").toString(),
            "--replay"
        };
    }

    private void await(EmbeddedJob job) throws Exception {
        ModelRegistry registry =
                new ModelRegistry(new LocalRegistryStorage(directory.resolve("models")), Clock.systemUTC());
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (trained(registry) < EXAMPLES) {
            assertThat(job.await(Duration.ofMillis(50))).as("the job goes on").isEmpty();
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadlineNs);
        }
    }

    private static long trained(ModelRegistry registry) throws IOException {
        Optional<Long> newest = registry.newest("default");
        return newest.isEmpty() ? 0 : registry.manifest("default", newest.get()).examples();
    }

    /** What a command prints, to either stream. */
    private static String printed(int exitCode, String... words) {
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, UTF_8));
        try {
            CommandLineText command = CommandLineText.of(words);
            assertThat(command.exitCode())
                    .as(said.toString(UTF_8) + command.out() + command.err())
                    .isEqualTo(exitCode);
            return said.toString(UTF_8) + command.out();
        } finally {
            System.setOut(out);
        }
    }
}
