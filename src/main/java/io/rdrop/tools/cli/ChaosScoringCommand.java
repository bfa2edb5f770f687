package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.chaos.ScoringChaos;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.LogFile;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills what scores, and proves that each record was answered once. */
@Command(
        name = "scoring",
        description = {
            "Score records exactly once, beside a job that learns, on a real Kafka and a real Flink cluster, as processes on this"
                    + " machine, while TaskManager, broker and JobManager are killed in turn (kill -9).",
            "Each record must be answered once, and answers that are computed again must have the bits of the version that they"
                    + " name; exit code 1 otherwise."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop chaos scoring",
            "  rdrop chaos scoring --records 1000000 --kills 20 --rate 4000"
        },
        mixinStandardHelpOptions = true)
final class ChaosScoringCommand implements Callable<Integer> {
    @Option(names = "--records", paramLabel = "N", description = "Records (default: ${DEFAULT-VALUE}).")
    private int records = 50_000;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "Kills, evenly between them (default: ${DEFAULT-VALUE}).")
    private int kills = 6;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Records per second; half as many examples are learned (default: ${DEFAULT-VALUE}).")
    private double rate = 1_000;

    @Option(
            names = "--recompute",
            paramLabel = "N",
            description = "Answers that are computed again (default: ${DEFAULT-VALUE}).")
    private int recompute = 10_000;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where logs and models go (default: a new folder under rdrop-out).")
    private @Nullable Path out;

    private final PrintStream terminal = System.out;

    @Override
    public Integer call() throws Exception {
        if (kills < 1 || records / (kills + 1) < 2 || !(rate > 0) || recompute < 1) {
            throw new ConfigException(
                    "--kills and --recompute must be at least 1, --rate above 0 and --records at least"
                            + " twice as many as kills and one but were " + kills + ", " + recompute + ", " + rate
                            + " and "
                            + records);
        }
        RunDirectory directory = RunDirectory.create(out, "chaos-scoring");
        LogFile.use(directory.log());
        Path work = directory.root().toAbsolutePath().resolve("work");
        if (Files.exists(work)) {
            throw new ConfigException("--out " + directory.root() + " holds a run already");
        }
        Interrupts interrupts = Interrupts.install(Thread.currentThread()::interrupt);
        terminal.println(Hardware.describe());
        long startedNs = System.nanoTime();
        try {
            ScoringChaos.Result result = new ScoringChaos(
                            Files.createDirectories(work), records, kills, rate, recompute, terminal::println)
                    .run();
            return report(result, (System.nanoTime() - startedNs) / 6e10);
        } catch (InterruptedException e) {
            if (!interrupts.stopRequested()) {
                throw e;
            }
            terminal.println("Stopped: nothing is proven");
            return Main.FAILED;
        }
    }

    private int report(ScoringChaos.Result result, double minutes) {
        result.problems().forEach(problem -> terminal.println("PROBLEM  " + problem));
        if (!result.problems().isEmpty()) {
            terminal.println(result.problems().size() + " problems");
            return Main.FAILED;
        }
        terminal.printf(
                Locale.ROOT,
                "%d kills in %.1f minutes: %,d records answered exactly once, by %,d versions; %,d answers computed again,"
                        + " to the bit%n",
                kills,
                minutes,
                result.answered(),
                result.versions(),
                result.recomputed());
        return Main.DONE;
    }
}
