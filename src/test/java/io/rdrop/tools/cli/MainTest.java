package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.job.Jobs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void helpIsDone() {
        assertThat(Main.run("--help")).isEqualTo(Main.DONE);
        assertThat(Main.run("train", "--help")).isEqualTo(Main.DONE);
        assertThat(Main.run("models", "show", "--help")).isEqualTo(Main.DONE);
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(Main.run()).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("models")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("train", "--data", "x.csv")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("demo", "--generator", "nonsense")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("demo", "--examples", "many")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run(
                        "models", "list", "--registry", folder.resolve("absent").toString()))
                .isEqualTo(Main.WRONG_USAGE);
    }

    @Test
    void aFeedIsOfAFileOrOfAGenerator() {
        String[] kafka = {"--bootstrap", "127.0.0.1:1", "--topic", "t"};
        assertThat(Main.run(with(kafka, "feed"))).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run(with(kafka, "feed", "--data", "x.csv", "--generator", "sea")))
                .isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run(with(kafka, "feed", "--generator", "nonsense"))).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run(with(kafka, "feed", "--generator", "sea", "--examples", "3")))
                .isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run(with(kafka, "feed", "--generator", "sea", "--config", "job.yaml")))
                .isEqualTo(Main.WRONG_USAGE);
    }

    private static String[] with(String[] last, String... first) {
        return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
    }

    @Test
    void whatCannotBeMeasuredIsWrongUsage() {
        assertThat(Main.run("bench", "pipeline", "--rounds", "0")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "pipeline", "--peer", "ruby")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "pipeline", "--classes", "27")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "checkpoints", "--rounds", "0")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "checkpoints", "--seconds", "0")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "checkpoints", "--examples", "1")).isEqualTo(Main.WRONG_USAGE);
        assertThat(Main.run("bench", "scale", "--records", "1")).isEqualTo(Main.WRONG_USAGE);
    }

    @Test
    void wrongConfigurationIsTwo() throws IOException {
        Path yaml = Files.writeString(folder.resolve("job.yaml"), "alpha: 1\n");

        assertThat(Main.run("job", "--config", yaml.toString(), "--dry-run")).isEqualTo(Main.WRONG_USAGE);
    }

    @Test
    void dryRunNeedsNoKafka() throws IOException {
        Path yaml = Files.writeString(folder.resolve("job.yaml"), "features: [{name: x}]\nlabel: {classes: [a, b]}\n");

        assertThat(Main.run("job", "--config", yaml.toString(), "--dry-run")).isEqualTo(Main.DONE);
    }

    @Test
    void aVersionThatCannotBeOpenedIsOneThoughItsHashesHold() throws IOException {
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(folder), Clock.systemUTC());
        registry.commit(registry.stage(Jobs.snapshot("m", 1, "no network"), "test"));
        assertThat(registry.verify()).isEmpty();

        assertThat(Main.run("models", "verify", "--registry", folder.toString()))
                .isEqualTo(Main.FAILED);
    }
}
