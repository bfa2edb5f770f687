package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.chaos.ChaosInput;
import io.rdrop.tools.chaos.ChaosListener;
import io.rdrop.tools.chaos.ChaosReport;
import io.rdrop.tools.chaos.ChaosResult;
import io.rdrop.tools.chaos.ChaosRun;
import io.rdrop.tools.chaos.Disturbance;
import io.rdrop.tools.chaos.DisturbanceOutcome;
import io.rdrop.tools.chaos.Schedule;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.LogFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills, pauses, upgrades and starves a real cluster, and compares the models with those of an undisturbed run. */
@Command(
        name = "chaos",
        description = {
            "Disturb the job on a real Kafka and a real Flink cluster, as processes on this machine, and prove that nothing is lost:",
            "kill -9 of TaskManager, JobManager and broker, SIGTERM, SIGSTOP, upgrade, rescale, directories that fail.",
            "Every model version must have the bytes of an undisturbed run, and the audit must hold; exit code 1 otherwise."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop chaos",
            "  rdrop chaos --kills 20 --commands 50",
            "  rdrop chaos --challenger model.updater.learning-rate=0.006",
            "  rdrop chaos --kills 100 --seed 7 --out chaos-100"
        },
        subcommands = ChaosScoringCommand.class,
        mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {
    private static final String WORK = "work";

    /** As many as a model's log keeps. */
    private static final int MOST_COMMANDS = 10_000;

    @Option(
            names = {"--kills", "--disturbances"},
            defaultValue = "20",
            paramLabel = "N",
            description = "Disturbances of every kind (default: ${DEFAULT-VALUE}).")
    private int kills;

    @Option(
            names = "--commands",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "Random commands to the models meanwhile, through a control topic: settings, pauses, versions,"
                            + " new beginnings. The undisturbed run then does the same at the same places (default: none).")
    private int commands;

    @Option(
            names = "--challenger",
            paramLabel = "KEY=VALUE",
            description =
                    "What a challenger has otherwise, such as model.updater.learning-rate=0.006; repeatable. Each model"
                            + " then has one, which is promoted by a command half way (default: none).")
    private @Nullable List<String> challenger;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Of schedule, input and commands (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--examples",
            defaultValue = "45312",
            paramLabel = "N",
            description = "Acceptable records, a multiple of " + ChaosInput.STEP
                    + " (default: ${DEFAULT-VALUE}, as many as ELEC2 has).")
    private int examples;

    @Option(
            names = "--checkpoint-interval",
            defaultValue = "2000",
            paramLabel = "MS",
            description = "Milliseconds between checkpoints (default: ${DEFAULT-VALUE}).")
    private long checkpointMs;

    @Option(
            names = "--task",
            defaultValue = "classification",
            paramLabel = "TASK",
            description =
                    "classification, language-model, sequence-tagging or translation (default: ${DEFAULT-VALUE}).")
    private String task = "classification";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a configuration key of the job, such as model.updater.learning-rate=30.")
    private @Nullable List<String> overrides;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where summary, logs and models go (default: a new folder under rdrop-out).")
    private @Nullable Path out;

    private final PrintStream terminal = System.out;

    @Override
    public Integer call() throws Exception {
        if (kills < 1) {
            throw new ConfigException("--kills must be >= 1 but was " + kills);
        }
        if (commands < 0 || commands > MOST_COMMANDS) {
            throw new ConfigException("--commands must be within [0, " + MOST_COMMANDS + "] but was " + commands);
        }
        if (examples < ChaosInput.STEP || examples % ChaosInput.STEP != 0) {
            throw new ConfigException("--examples must be a multiple of " + ChaosInput.STEP + " but was " + examples);
        }
        if (checkpointMs < 100) {
            throw new ConfigException("--checkpoint-interval must be >= 100 ms but was " + checkpointMs);
        }
        if (out != null && Files.exists(out.resolve(WORK))) {
            throw new ConfigException("--out " + out + " holds a run already");
        }
        RunDirectory directory = RunDirectory.create(out, "chaos");
        LogFile.use(directory.log());
        Thread running = Thread.currentThread();
        Interrupts interrupts = Interrupts.install(running::interrupt);
        Progress progress = new Progress();
        long startedMs = System.currentTimeMillis();
        try {
            ChaosResult result = new ChaosRun(
                            Files.createDirectories(
                                    directory.root().toAbsolutePath().resolve(WORK)),
                            input(),
                            Schedule.of(kills, seed),
                            commands,
                            seed,
                            Duration.ofMillis(checkpointMs),
                            progress)
                    .run();
            return report(directory, result, System.currentTimeMillis() - startedMs);
        } catch (InterruptedException e) {
            if (!interrupts.stopRequested()) {
                throw e;
            }
            return stopped(progress.outcomes);
        } catch (IOException | RuntimeException e) {
            if (interrupts.stopRequested()) {
                return stopped(progress.outcomes); // something was cut short
            }
            if (!progress.outcomes.isEmpty()) {
                terminal.println(ChaosReport.table(progress.outcomes));
            }
            throw e;
        }
    }

    private ChaosInput input() {
        ChaosInput input = ChaosInput.of(task(), seed, examples).with(settings());
        return challenger == null ? input : input.challengedWith(challenger);
    }

    private TaskType task() {
        return JobConfigs.namedTask("", "--task", List.of("task=" + task)).orElseThrow();
    }

    private List<String> settings() {
        return overrides == null ? List.of() : overrides;
    }

    private int stopped(List<DisturbanceOutcome> outcomes) {
        terminal.println("Stopped after " + outcomes.size() + " of " + kills + " disturbances: nothing is proven");
        return Main.FAILED;
    }

    private int report(RunDirectory directory, ChaosResult result, long tookMs) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("hardware", Hardware.describe());
        facts.put(
                "command",
                "rdrop chaos --kills " + kills + (commands == 0 ? "" : " --commands " + commands) + " --seed " + seed
                        + " --examples " + examples
                        + " --checkpoint-interval " + checkpointMs + " --task " + task
                        + settings().stream().map(set -> " --set " + set).collect(Collectors.joining())
                        + (challenger == null
                                ? ""
                                : challenger.stream()
                                        .map(set -> " --challenger " + set)
                                        .collect(Collectors.joining())));
        facts.put("minutes", String.format(Locale.ROOT, "%.1f", tookMs / 60_000.0));
        ChaosReport.write(directory.root(), facts, result);
        terminal.println();
        terminal.println(ChaosReport.table(result.outcomes()));
        result.states().forEach((model, state) -> terminal.println("State         " + state + "  (" + model + ")"));
        terminal.println("Summary       " + directory.root().resolve("chaos.md"));
        if (result.problems().isEmpty()) {
            terminal.printf(
                    Locale.ROOT,
                    "%d disturbances in %s minutes: every version has the bytes of the undisturbed run, %,d examples trained on and"
                            + " %,d rejected exactly once%n",
                    result.outcomes().size(),
                    facts.get("minutes"),
                    result.examples(),
                    result.rejected());
            return Main.DONE;
        }
        result.problems().forEach(problem -> terminal.println("PROBLEM  " + problem));
        terminal.println(result.problems().size() + " problems");
        return Main.FAILED;
    }

    /** A line for each disturbance, as it is over. */
    private final class Progress implements ChaosListener {
        private final List<DisturbanceOutcome> outcomes = new ArrayList<>();

        @Override
        public void progress(String what) {
            terminal.println(what);
        }

        @Override
        public void outcome(DisturbanceOutcome outcome) {
            outcomes.add(outcome);
            Disturbance disturbance = outcome.disturbance();
            terminal.printf(
                    Locale.ROOT,
                    "%3d/%d  %-44s trained %6s  committed %6s  %s  (%s)%n",
                    disturbance.number(),
                    kills,
                    disturbance.title(),
                    ChaosReport.seconds(outcome.trainedMs()),
                    ChaosReport.seconds(outcome.committedMs()),
                    outcome.problems().isEmpty()
                            ? "same bytes"
                            : outcome.problems().size() + " PROBLEMS",
                    outcome.what());
            outcome.problems().forEach(problem -> terminal.println("         PROBLEM  " + problem));
        }
    }
}
