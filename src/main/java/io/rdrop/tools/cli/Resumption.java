package io.rdrop.tools.cli;

import io.rdrop.config.ConfigChanges;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Going on with a run that was stopped, failed or killed: {@code --resume RUN}. */
final class Resumption {
    private static final Set<String> COMMANDS = Set.of("train", "demo");
    private static final Set<String> HELP = Set.of("-h", "--help");

    private Resumption() {}

    /**
     * A command line with the options that its run had, so that {@code --resume RUN} is enough.
     *
     * @throws ConfigException if there is no such run, or it is one of another command
     */
    static String[] completed(String[] arguments) {
        Path run = arguments.length > 0 && COMMANDS.contains(arguments[0]) ? run(arguments) : null;
        if (run == null || Arrays.stream(arguments).anyMatch(HELP::contains)) {
            return arguments;
        }
        RunFile file = RunFile.read(new RunDirectory(run));
        if (!file.command().equals(arguments[0])) {
            throw new ConfigException(run + " is a run of `rdrop " + file.command() + "`: rdrop " + file.command() + " "
                    + RunArguments.RESUME + " " + run);
        }
        List<String> words = new ArrayList<>(List.of(arguments[0]));
        words.addAll(
                RunArguments.merged(file.arguments(), Arrays.asList(arguments).subList(1, arguments.length)));
        return words.toArray(String[]::new);
    }

    private static @Nullable Path run(String[] arguments) {
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].startsWith(RunArguments.RESUME + "=")) {
                return Path.of(arguments[i].substring(RunArguments.RESUME.length() + 1));
            }
            if (arguments[i].equals(RunArguments.RESUME) && i + 1 < arguments.length) {
                return Path.of(arguments[i + 1]);
            }
        }
        return null;
    }

    /**
     * Refuses to go on where the end would not be the one that the run would have had.
     *
     * @param then the run as it was begun
     * @param now the same as it would begin now
     * @throws ConfigException which says what differs
     */
    static void check(RunDirectory directory, RunFile then, RunFile now, JobConfig job) {
        if (then.state() == RunFile.State.FINISHED) {
            throw new ConfigException(directory.root() + " has finished: there is nothing to go on with; its report is "
                    + directory.reportHtml());
        }
        if (then.data() != null && !then.data().equals(now.data())) {
            throw new ConfigException("another data file: that of " + directory.root() + " had " + then.data()
                    + ", this one has " + now.data());
        }
        List<String> differences = new ArrayList<>(RunArguments.differences(then.arguments(), now.arguments()));
        ConfigChanges changes = JobConfigs.changes(
                JobConfigs.trainingYaml(
                        JobConfigs.parseStored(then.configuration(), "the run's configuration", List.of())),
                job);
        if (!changes.refused().isEmpty()) {
            differences.add(ConfigChanges.describe(changes.refused()));
        }
        if (!changes.applied().isEmpty()) {
            differences.add(ConfigChanges.describe(changes.applied()));
        }
        if ((then.bootstrap() == null) != (now.bootstrap() == null)) {
            differences.add(
                    then.bootstrap() == null
                            ? "it has a Kafka of its own, now --bootstrap is given"
                            : "--bootstrap was " + then.bootstrap() + ", now not given");
        }
        if (!differences.isEmpty()) {
            throw new ConfigException("not as " + directory.root() + " was begun: " + String.join("; ", differences)
                    + ". Leave these out, or begin a new run");
        }
    }
}
