package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.live.LivePage;
import io.rdrop.tools.live.LiveRun;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that {@code demo} and {@code train} share. */
final class OutputOptions {
    private static final int MAX_PORT = 65_535;
    private static final String IN_FOLDER = "its models and checkpoints are in its folder (--out DIR)";
    private static final Map<String, String> PLACES = Map.of(
            "registry.directory",
            IN_FOLDER,
            "checkpoint.directory",
            IN_FOLDER,
            "topics.partitions",
            "its topics have one partition, for the order of the file",
            "kafka.bootstrap",
            "say --bootstrap HOST:PORT");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where models, report and log go (default: a new folder under rdrop-out).")
    @Nullable
    Path out;

    @Option(
            names = RunArguments.RESUME,
            paramLabel = "RUN",
            description =
                    "Go on with a run that was stopped, failed or killed: its folder. Nothing else need be given.")
    private @Nullable Path resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a configuration key, e.g. --set r-drop.alpha=0.5.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Use this Kafka instead of an embedded one.")
    @Nullable
    String bootstrap;

    @Option(
            names = "--live-port",
            paramLabel = "PORT",
            description = "Port of the live page on 127.0.0.1; 0 for any (default: 8800, or any if that is taken).")
    private @Nullable Integer livePort;

    @Option(names = "--no-live", description = "Serve no live page.")
    private boolean noLive;

    /**
     * The live page of a run, as asked for.
     *
     * @return null if none was asked for
     * @throws ConfigException if the port that was asked for cannot be had
     */
    @Nullable
    LivePage openLivePage(LiveRun run) throws IOException {
        if (noLive) {
            return null;
        }
        if (livePort == null) {
            return LivePage.openSomewhere(run);
        }
        if (livePort < 0 || livePort > MAX_PORT) {
            throw new ConfigException("--live-port must be from 0 to " + MAX_PORT + " but was " + livePort);
        }
        try {
            return LivePage.open(run, livePort);
        } catch (BindException e) {
            throw new ConfigException("--live-port " + livePort + " cannot be had on 127.0.0.1: " + e.getMessage());
        }
    }

    /** Whether a run that was begun goes on. */
    boolean resumes() {
        return resume != null;
    }

    /** Where a run goes and what is kept of it: a new folder, or that of the run to go on with. */
    record Begun(RunDirectory directory, RunFile file, boolean resumed) {}

    /**
     * Begins a run, or goes on with one; the log goes to its folder.
     *
     * @param name of the folder, if none is named
     * @throws ConfigException if it is to go on with another run than it would be
     */
    Begun begin(RunFile run, JobConfig job, String name) {
        if (resume == null) {
            RunDirectory directory = RunDirectory.create(out, name);
            if (Files.exists(directory.runJson()) && RunFile.read(directory).state() != RunFile.State.FINISHED) {
                throw new ConfigException("--out " + out + " holds a run that has not finished: go on with it (rdrop "
                        + run.command() + " --resume " + out + "), or name another folder");
            }
            LogFile.use(directory.log());
            return new Begun(directory, run, false);
        }
        if (out != null) {
            throw new ConfigException("--out cannot be given with --resume: a run stays in its folder");
        }
        RunDirectory directory = new RunDirectory(resume);
        RunFile then = RunFile.read(directory);
        Resumption.check(directory, then, run, job);
        LogFile.append(directory.log());
        return new Begun(directory, run.begun(then.from(), then.startedMs()), true);
    }

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    /** Every override of the configuration, {@code --set} last, so that it wins. */
    List<String> overrides() {
        List<String> all = kafka.overrides();
        if (!all.isEmpty() && bootstrap == null) {
            throw new ConfigException(
                    "--property and --kafka-properties are for the Kafka of --bootstrap, which is not given");
        }
        overrides.forEach(OutputOptions::refusePlace);
        all.addAll(overrides);
        return all;
    }

    /** A run has its places; one that is named beside them would be passed over in silence. */
    private static void refusePlace(String override) {
        String key = override.split("=", 2)[0].strip();
        String instead = PLACES.get(key);
        if (instead != null && !override.endsWith("=none")) {
            throw new ConfigException("--set " + key + " is not for a run: " + instead);
        }
    }
}
