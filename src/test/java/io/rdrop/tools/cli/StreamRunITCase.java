package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.task.Task;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.report.ModelReport;
import io.rdrop.tools.report.ReportBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamRunITCase {
    /** No multiple of the micro-batch. */
    private static final long RECORDS = 20_003;

    private static final int MICRO_BATCH = 8;
    private static final long ENOUGH = 500;

    @TempDir
    private Path folder = Path.of("");

    private final JobConfig job = JobConfigs.parse(
            Generators.jobYaml(Generators.byName("sea", 42, RECORDS)),
            "the generator's job",
            List.of("metrics.enabled=false", "micro-batch.size=" + MICRO_BATCH));

    private final ReportBuilder report = new ReportBuilder(Task.of(job).terms());

    @Test
    void aStoppedRunGoesOnToTheBytesOfAnUndisturbedOne() throws Exception {
        RunDirectory whole = RunDirectory.create(folder.resolve("whole"), "");
        RunDirectory directory = RunDirectory.create(folder.resolve("stopped"), "");
        RunOutcome undisturbed =
                run(whole, new ReportBuilder(Task.of(job).terms()), false, new StopRequest(), Long.MAX_VALUE);
        assertThat(undisturbed.failure()).isNull();

        RunOutcome first = run(directory, report, false, new StopRequest(), ENOUGH);
        assertThat(first.failure()).isNull();
        assertThat(first.state()).isEqualTo(RunFile.State.STOPPED);
        assertThat(first.trained()).isGreaterThanOrEqualTo(ENOUGH).isLessThan(RECORDS);
        assertThat(first.trained() % MICRO_BATCH).isZero();
        // A version of where it stands, though registry.interval is far from over.
        assertThat(newest(directory).examples()).isEqualTo(first.trained());
        // What a killed process may leave.
        Files.writeString(
                Files.createDirectories(directory.checkpoints().resolve("job/chk-7"))
                        .resolve("_metadata"),
                "half");

        ReportBuilder again = new ReportBuilder(Task.of(job).terms());
        RunOutcome second = run(directory, again, true, new StopRequest(), Long.MAX_VALUE);

        assertThat(second.state()).isEqualTo(RunFile.State.FINISHED);
        assertThat(second.trained()).isEqualTo(RECORDS);
        assertThat(newest(directory).stateSha256()).isEqualTo(newest(whole).stateSha256());
        ModelReport drawn = again.build().main();
        assertThat(drawn.trained()).isEqualTo(RECORDS);
        assertThat(drawn.curve().get(0).trained()).isEqualTo(MICRO_BATCH);
    }

    private RunOutcome run(
            RunDirectory directory, ReportBuilder builder, boolean resumed, StopRequest stop, long stopAfter)
            throws Exception {
        RunFile file = resumed
                ? RunFile.read(directory)
                : new RunFile(
                        "demo",
                        List.of(),
                        null,
                        JobConfigs.print(job),
                        "a stream",
                        Map.of(),
                        List.of(),
                        RECORDS,
                        null,
                        0,
                        0,
                        RunFile.State.RUNNING);
        StreamRun.Options options = new StreamRun.Options(
                job,
                directory,
                file,
                resumed,
                new GeneratedRecords(() -> Generators.byName("sea", 42, RECORDS), RECORDS),
                read -> {
                    if (read >= stopAfter) {
                        stop.request();
                    }
                    return List.of();
                },
                builder);
        LiveRun live = new LiveRun(builder, RECORDS, System::nanoTime);
        Terminal terminal = Screen.file().terminal;
        try (Startup startup = Startup.of(terminal, "Starting")) {
            return new StreamRun(options, live, terminal, startup, stop).run();
        }
    }

    private static SnapshotManifest newest(RunDirectory directory) throws IOException {
        List<SnapshotManifest> manifests =
                new ModelRegistry(new LocalRegistryStorage(directory.models()), Clock.systemUTC()).manifests("default");
        return manifests.get(manifests.size() - 1);
    }
}
