package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumptionTest {
    private static final DataFingerprint DATA = new DataFingerprint(10, "abc");

    @TempDir
    private Path folder = Path.of("");

    private RunFile file(
            JobConfig job,
            @Nullable DataFingerprint data,
            @Nullable String bootstrap,
            RunFile.State state,
            String... arguments) {
        return new RunFile(
                "train",
                List.of(arguments),
                data,
                JobConfigs.print(job),
                "title",
                Map.of("data", "d.csv"),
                List.of(),
                10,
                bootstrap,
                7,
                1_000,
                state);
    }

    private RunFile file(JobConfig job, String... arguments) {
        return file(job, DATA, null, RunFile.State.RUNNING, arguments);
    }

    @Test
    void isReadBackAsItWasWritten() throws IOException {
        RunDirectory directory = new RunDirectory(folder);
        RunFile file = file(Jobs.config(folder), "--data=/x/d.csv");
        file.write(directory);

        assertThat(RunFile.read(directory)).isEqualTo(file);
    }

    @Test
    void theFolderIsEnough() throws IOException {
        file(Jobs.config(folder), "--data=/x/d.csv", "--label=class", "--set=seed=1")
                .write(new RunDirectory(folder));

        assertThat(Resumption.completed(
                        new String[] {"train", "--resume", folder.toString(), "--label", "other", "--set", "seed=2"}))
                .containsExactly(
                        "train",
                        "--data=/x/d.csv",
                        "--set=seed=1",
                        "--resume",
                        folder.toString(),
                        "--label",
                        "other",
                        "--set",
                        "seed=2");
        assertThat(Resumption.completed(new String[] {"train", "--data", "x"})).containsExactly("train", "--data", "x");
    }

    @Test
    void noSuchRunAndOneOfAnotherCommandAreRefused() throws IOException {
        Path absent = folder.resolve("absent");
        CommandLineText none = CommandLineText.of("train", "--resume", absent.toString());
        assertThat(none.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(none.err().strip()).isEqualTo("rdrop: no such run: " + absent + " has no run.json");

        file(Jobs.config(folder)).write(new RunDirectory(folder));
        CommandLineText other = CommandLineText.of("demo", "--resume=" + folder);
        assertThat(other.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(other.err()).contains(folder + " is a run of `rdrop train`: rdrop train --resume " + folder);

        Files.writeString(folder.resolve("run.json"), "{");
        assertThat(CommandLineText.of("train", "--resume=" + folder).err())
                .contains("cannot read " + folder.resolve("run.json"));
    }

    @Test
    void goesOnOnlyWhereTheEndIsTheSame() {
        JobConfig job = Jobs.config(folder);
        RunFile then = file(job, "--data=/x/d.csv", "--label=class", "--limit=100", "--set=seed=1");

        assertThatCode(() -> check(then, then, job)).doesNotThrowAnyException();
        RunFile moved = file(job, "--data=/y/d.csv", "--label=class", "--limit=100");
        assertThatCode(() -> check(then, moved, job)).doesNotThrowAnyException();
        JobConfig rarer = JobConfigs.with(job, List.of("checkpoint.interval=1m"));
        assertThatCode(() -> check(then, then, rarer)).doesNotThrowAnyException();

        JobConfig another = JobConfigs.with(job, List.of("r-drop.alpha=3", "seed=9"));
        assertRefused(then, then, another, "r-drop.alpha was 1.0, now 3.0", "seed was 42, now 9", "begin a new run");
        assertRefused(
                then, file(job, "--data=/x/d.csv", "--label=class", "--limit=50"), job, "--limit was 100, now 50");
        assertRefused(then, file(job, "--label=class"), job, "--limit was 100, now not given");
        assertRefused(
                then,
                file(job, new DataFingerprint(11, "abd"), null, RunFile.State.RUNNING, "--label=class", "--limit=100"),
                job,
                "another data file",
                "10 bytes, CRC-32C abc",
                "11 bytes, CRC-32C abd");
        assertRefused(
                then,
                file(job, DATA, "broker:9092", RunFile.State.RUNNING, "--label=class", "--limit=100"),
                job,
                "it has a Kafka of its own, now --bootstrap is given");
        assertRefused(file(job, DATA, null, RunFile.State.FINISHED), file(job), job, "has finished", "report.html");
    }

    private void check(RunFile then, RunFile now, JobConfig job) {
        Resumption.check(new RunDirectory(folder), then, now, job);
    }

    private void assertRefused(RunFile then, RunFile now, JobConfig job, String... said) {
        assertThatThrownBy(() -> check(then, now, job))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(said);
    }

    @Test
    void whatOneProcessNeedsAndSecretsAreNotKept() {
        picocli.CommandLine.ParseResult parsed = Main.commandLine()
                .parseArgs(
                        "train",
                        "--data",
                        "d.csv",
                        "--label=class",
                        "--no-live",
                        "--bootstrap=b:1",
                        "--property",
                        "sasl.password=secret",
                        "--set",
                        "seed=3",
                        "--set",
                        "kafka.properties.sasl.password=secret");

        assertThat(RunArguments.of(parsed.subcommand()))
                .containsExactlyInAnyOrder(
                        "--data=" + Path.of("d.csv").toAbsolutePath(),
                        "--label=class",
                        "--bootstrap=b:1",
                        "--set=seed=3");
    }

    @Test
    void aFolderWhoseRunHasNotFinishedIsNotBegunAnew() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "x,class\n1,a\n2,b\n3,a\n4,b\n");
        Path run = Files.createDirectories(folder.resolve("run"));
        file(Jobs.config(folder)).write(new RunDirectory(run));

        CommandLineText text =
                CommandLineText.of("train", "--data", data.toString(), "--label", "class", "--out", run.toString());

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("holds a run that has not finished", "--resume " + run);
    }

    @Test
    void anotherFileInThePlaceOfTheRunsOwnIsRefusedBeforeAnythingStarts() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "x,class\n1,a\n2,b\n3,a\n4,b\n");
        Path run = Files.createDirectories(folder.resolve("run"));
        file(Jobs.config(folder), "--data=" + data, "--label=class").write(new RunDirectory(run));

        CommandLineText text = CommandLineText.of("train", "--resume", run.toString());

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("another data file: that of " + run + " had 10 bytes");
    }
}
