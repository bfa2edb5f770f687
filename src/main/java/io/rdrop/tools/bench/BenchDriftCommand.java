package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.session.LocalRun;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.experiment.ConfidenceInterval;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What detectors see of drifts, and whether it helps to act on it. */
@Command(
        name = "drift",
        description = {
            "Which detector on which signal sees which drift, how late, with how many false",
            "alarms, and whether acting on it beats doing nothing and acting at fixed times:",
            "on generated streams that change at a known place, or on your files, as they are",
            "and with their labels swapped in their later part."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench drift",
            "  rdrop bench drift --data electricity.csv.gz --label class --seeds 5"
        },
        mixinStandardHelpOptions = true)
final class BenchDriftCommand implements Callable<Integer> {
    private static final List<String> TYPES = List.of("adwin", "page-hinkley", "ddm", "kswin");
    private static final List<String> SIGNALS = List.of("error", "log-loss", "kl", "entropy");
    private static final double SHARE = 100_000;
    private static final int LASTS = 500;
    private static final int EVERY = 2_500;

    private static final String WATCHING = "drift.detectors=[{type: adwin, on: error}]";

    @Option(
            names = "--data",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Data files (default: generated streams).")
    private List<Path> data = List.of();

    @Option(names = "--label", defaultValue = "label", paramLabel = "COLUMN", description = "The column to predict.")
    private String label = "label";

    @Option(
            names = "--examples",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Length of generated streams (default: ${DEFAULT-VALUE}).")
    private int length = 10_000;

    @Option(names = "--seeds", defaultValue = "5", paramLabel = "N", description = "Runs of each (default: 5).")
    private int seeds = 5;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Override
    public Integer call() throws IOException {
        if (seeds < 1 || length < 100) {
            throw new ConfigException(
                    "--seeds must be > 0 and --examples >= 100 but they were " + seeds + " and " + length);
        }
        PrintStream out = System.out;
        out.println(Hardware.describe());
        if (data.isEmpty()) {
            for (DriftingStream.Kind kind : DriftingStream.Kind.values()) {
                show(DriftingStream.generated(kind, length), out);
            }
        }
        for (Path file : data) {
            DriftingStream stream = read(file);
            show(stream, out);
            show(stream.swapped(), out);
        }
        return ExitCode.OK;
    }

    private DriftingStream read(Path file) throws IOException {
        List<String> settings = task.overrides(List.of());
        TaskData rows = task.look(file, label, EnvelopeColumns.NONE, null, settings);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", settings);
        if (job.label().classes().isEmpty()) {
            throw new ConfigException("--data must have classes to predict, but " + file + " has none");
        }
        List<Example> examples = new ArrayList<>();
        try (LocalRun run = new LocalRun(job)) {
            for (byte[] row : rows.records(job)) {
                Example example = run.decode(row);
                if (example != null && example.isLabelled()) {
                    examples.add(example);
                }
            }
        }
        return DriftingStream.of(file.getFileName().toString(), job, examples);
    }

    private void show(DriftingStream stream, PrintStream out) {
        List<DriftRun> watched = runs(stream, List.of("drift.detectors=" + all()), none());
        int rows = stream.examples().apply(1).size();
        out.printf(
                Locale.ROOT,
                "%n%s: %,d examples, %s; %d seeds%n",
                stream.name(),
                rows,
                stream.change() < rows
                        ? String.format(Locale.ROOT, "change at %,d", stream.change())
                        : "no known change",
                seeds);
        out.printf("  %-13s  %-9s  %12s  %8s  %s%n", "detector", "on", "median delay", "missed", "signals / 100,000");
        for (String type : TYPES) {
            for (String on : type.equals("ddm") ? List.of("error") : SIGNALS) {
                out.println(line(type, on, stream, rows, watched));
            }
        }
        acting(stream, watched, out);
    }

    private String line(String type, String on, DriftingStream stream, int rows, List<DriftRun> runs) {
        List<Long> delays = new ArrayList<>();
        long before = 0;
        for (DriftRun run : runs) {
            long[] at = run.signals().stream()
                    .filter(signal ->
                            signal.detector().equals(type) && signal.on().equals(on))
                    .mapToLong(DriftRun.Signal::at)
                    .toArray();
            before +=
                    Arrays.stream(at).filter(place -> place <= stream.change()).count();
            Arrays.stream(at)
                    .filter(place -> place > stream.change())
                    .findFirst()
                    .ifPresent(place -> delays.add(place - stream.change()));
        }
        delays.sort(null);
        String delay = delays.isEmpty() ? "-" : String.format(Locale.ROOT, "%,d", delays.get(delays.size() / 2));
        String missed = stream.change() < rows ? (runs.size() - delays.size()) + " of " + runs.size() : "-";
        return String.format(
                Locale.ROOT,
                "  %-13s  %-9s  %12s  %8s  %.1f",
                type,
                on,
                delay,
                missed,
                before * SHARE / ((double) stream.change() * runs.size()));
    }

    private void acting(DriftingStream stream, List<DriftRun> idle, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "  log-loss %.4f without action; with one, paired by seed (95 %% interval):%n",
                mean(idle));
        compare("share on drift", runs(stream, List.of(WATCHING, "drift.action=share"), none()), idle, out);
        compare(
                "share at fixed times",
                runs(stream, List.of(), new DriftRun.Blind("pool.share", "0.01", EVERY, LASTS)),
                idle,
                out);
        compare("rates on drift", runs(stream, List.of(WATCHING, "drift.action=rates"), none()), idle, out);
        compare(
                "rates at fixed times",
                runs(stream, List.of(), new DriftRun.Blind("pool.rates", "3", EVERY, LASTS)),
                idle,
                out);
    }

    private static DriftRun.Blind none() {
        return new DriftRun.Blind("", "", 0, 0);
    }

    private static void compare(String name, List<DriftRun> runs, List<DriftRun> idle, PrintStream out) {
        double[] differences = new double[runs.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = runs.get(i).logLoss() - idle.get(i).logLoss();
        }
        ConfidenceInterval interval = ConfidenceInterval.of(differences);
        out.printf(
                Locale.ROOT,
                "  %-21s  %+.4f +- %.4f  %s, %.1f actions%n",
                name,
                interval.mean(),
                interval.halfWidth(),
                Double.isNaN(interval.halfWidth())
                        ? "one seed says nothing"
                        : !interval.excludesZero() ? "no difference" : interval.mean() < 0 ? "better" : "worse",
                runs.stream().mapToInt(DriftRun::acted).average().orElse(0));
    }

    private List<DriftRun> runs(DriftingStream stream, List<String> settings, DriftRun.Blind blind) {
        List<DriftRun> runs = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            runs.add(DriftRun.of(stream, seed, settings, blind));
        }
        return runs;
    }

    private static double mean(List<DriftRun> runs) {
        return runs.stream().mapToDouble(DriftRun::logLoss).average().orElse(Double.NaN);
    }

    private static String all() {
        List<String> detectors = new ArrayList<>();
        for (String type : TYPES) {
            for (String on : type.equals("ddm") ? List.of("error") : SIGNALS) {
                detectors.add("{type: " + type + ", on: " + on + "}");
            }
        }
        return detectors.toString();
    }
}
