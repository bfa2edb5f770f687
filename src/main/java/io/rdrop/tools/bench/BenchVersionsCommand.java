package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Retention;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.StagedSnapshot;
import io.rdrop.session.LocalRun;
import io.rdrop.session.ModelSession;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.TextTable;
import io.rdrop.tools.console.TextTable.Column;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.feed.generator.RbfGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What a version costs the one who learns and the disk. */
@Command(
        name = "versions",
        description = {
            "What one version of a model costs: taking the snapshot, staging it, committing it, deleting what is old.",
            "One model learns a generated stream and leaves a version after every --examples, as if --rhythm-ms had",
            "passed."
        },
        footer = {"", "Example:", "  rdrop bench versions --set learner=single"},
        mixinStandardHelpOptions = true)
final class BenchVersionsCommand implements Callable<Integer> {
    private static final double NANOS_PER_MS = 1e6;
    private static final int FEATURES = 8;
    private static final int CLASSES = 2;
    /** Examples until it begins again. */
    private static final long STREAM = 1_000_000;

    private static final String MODEL = "default";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Option(
            names = "--versions",
            paramLabel = "N",
            description = "Versions that are measured (default: ${DEFAULT-VALUE}).")
    private int versions = 100;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Versions before them, which fill the registry (default: ${DEFAULT-VALUE}).")
    private int warmUp = 100;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "Examples between two versions (default: ${DEFAULT-VALUE}).")
    private int examples = 100;

    @Option(
            names = "--rhythm-ms",
            paramLabel = "MS",
            description = "How far apart the versions say that they were taken (default: ${DEFAULT-VALUE}).")
    private long rhythmMs = 1_000;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Where the registry is made, on the disk that is to be measured (default: a temporary folder).")
    private @Nullable Path directory;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    private final PrintStream out = System.out;

    /** Wall and CPU time of one part of the work, of each version, nanoseconds. */
    private record Part(String title, long[] wall, long[] cpu) {
        Part(String title, int versions) {
            this(title, new long[versions], new long[versions]);
        }

        double mean(long[] nanos) {
            return Arrays.stream(nanos).average().orElseThrow() / NANOS_PER_MS;
        }

        double percentile(double share) {
            long[] sorted = wall.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / NANOS_PER_MS;
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** Time that passes by as much as it is told. */
    private static final class Steps extends Clock {
        private Instant now = Instant.parse("2026-01-01T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("always UTC");
        }
    }

    @Override
    public Integer call() throws Exception {
        if (versions < 1 || warmUp < 0 || examples < 1) {
            throw new ConfigException("--versions and --examples must be >= 1 and --warm-up >= 0 but were " + versions
                    + ", " + examples + " and " + warmUp);
        }
        JobConfig job = JobConfigs.parse(Generators.jobYaml(stream()), "the generated job", overrides);
        out.println(Hardware.describe());
        try (BenchFolder folder = BenchFolder.create()) {
            Path registry = directory == null ? folder.path().resolve("models") : directory;
            measure(job, registry, folder.path());
        }
        return ExitCode.OK;
    }

    private static RbfGenerator stream() {
        return new RbfGenerator(1, STREAM, FEATURES, CLASSES);
    }

    private void measure(JobConfig job, Path directory, Path scratch) throws IOException {
        CountedStorage storage = new CountedStorage(new LocalRegistryStorage(directory));
        Steps clock = new Steps();
        ModelRegistry registry = new ModelRegistry(storage, clock);
        if (registry.isThere()) {
            throw new ConfigException("--directory must have no registry yet but was " + directory);
        }
        Retention retention = new Retention(
                job.registry().keep(),
                job.registry().keepMinutes(),
                job.registry().keepDays());
        Part take = new Part("take", versions);
        Part stage = new Part("stage", versions);
        Part commit = new Part("commit", versions);
        Part prune = new Part("prune", versions);
        long[] before = new long[4];
        @Nullable Recording recording = null;
        SnapshotContent last = null;
        try (LocalRun decoding = new LocalRun(job);
                ModelSession session = ModelSession.create(MODEL, job, 1)) {
            Iterator<byte[]> records = new GeneratedRecords(BenchVersionsCommand::stream, Long.MAX_VALUE).iterator();
            for (int version = -warmUp; version < versions; version++) {
                for (int i = 0; i < examples; i++) {
                    Example example = decoding.decode(records.next());
                    if (example != null) {
                        session.add(example, 0);
                    }
                }
                clock.now = clock.now.plusMillis(rhythmMs);
                if (version == 0) {
                    before = counts(storage);
                    recording = ForcedFiles.start();
                }
                int at = version;
                SnapshotContent content = timed(take, at, () -> session.snapshot(clock.now.toEpochMilli()));
                StagedSnapshot staged = timed(stage, at, () -> registry.stage(content, "bench-" + at));
                timed(commit, at, () -> registry.commit(staged));
                timed(prune, at, () -> registry.prune(MODEL, retention));
                last = content;
            }
        }
        ForcedFiles forced = ForcedFiles.of(Objects.requireNonNull(recording), scratch);
        print(List.of(take, stage, commit, prune));
        long[] after = counts(storage);
        SnapshotContent newest = Objects.requireNonNull(last);
        out.printf(
                Locale.ROOT,
                "a version: %d files and the manifest, %,d bytes; %d versions are kept%n",
                newest.files().size(),
                newest.files().values().stream().mapToLong(file -> file.length).sum(),
                registry.versions(MODEL).size());
        out.printf(
                Locale.ROOT,
                "for each: %.1f files written, %.1f renamed or deleted, %.1f looks, %.1f fsyncs of %.2f ms%n",
                (after[0] - before[0]) / (double) versions,
                (after[1] - before[1]) / (double) versions,
                (after[2] - before[2]) / (double) versions,
                forced.count() / (double) versions,
                forced.time().toNanos() / NANOS_PER_MS / forced.count());
        out.printf(Locale.ROOT, "%,.0f bytes written%n", (after[3] - before[3]) / (double) versions);
    }

    private static long[] counts(CountedStorage storage) {
        return new long[] {storage.writes(), storage.moves(), storage.looks(), storage.bytes()};
    }

    private static <T> T timed(Part part, int version, Work<T> work) throws IOException {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        T done = work.run();
        if (version >= 0) {
            part.wall()[version] = System.nanoTime() - start;
            part.cpu()[version] = THREADS.getCurrentThreadCpuTime() - cpu;
        }
        return done;
    }

    private void print(List<Part> parts) {
        PrintWriter table = new PrintWriter(out, false, StandardCharsets.UTF_8);
        new TextTable<Part>(List.of(
                        Column.text("ms a version", Part::title),
                        Column.number("mean", part -> ms(part.mean(part.wall()))),
                        Column.number("p50", part -> ms(part.percentile(0.5))),
                        Column.number("p99", part -> ms(part.percentile(0.99))),
                        Column.number("CPU", part -> ms(part.mean(part.cpu())))))
                .print(parts, table);
        table.flush();
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
