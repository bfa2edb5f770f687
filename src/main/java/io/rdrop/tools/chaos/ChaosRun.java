package io.rdrop.tools.chaos;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.ControlFile;
import io.rdrop.session.SnapshotReader;
import io.rdrop.tools.processes.Distribution;
import io.rdrop.tools.processes.FlinkProcesses;
import io.rdrop.tools.processes.KafkaProcess;
import io.rdrop.tools.processes.Leftovers;
import io.rdrop.tools.processes.Poll;
import io.rdrop.tools.processes.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A broker, a cluster, the job, a schedule of disturbances; then the end of the input, and the comparison. */
public final class ChaosRun {
    /** What docs/deploy.md recommends, with short delays. */
    private static final Map<String, String> CLUSTER = Map.ofEntries(
            Map.entry("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
            Map.entry("restart-strategy.type", "exponential-delay"),
            Map.entry("restart-strategy.exponential-delay.initial-backoff", "500 ms"),
            Map.entry("restart-strategy.exponential-delay.max-backoff", "5 s"),
            Map.entry("restart-strategy.exponential-delay.reset-backoff-threshold", "30 s"),
            Map.entry("restart-strategy.exponential-delay.jitter-factor", "0.1"),
            Map.entry("resourcemanager.standalone.start-up-time", "86400000"),
            Map.entry("cluster.registration.error-delay", "500 ms"),
            Map.entry("cluster.registration.refused-registration-delay", "500 ms"),
            Map.entry("cluster.registration.max-timeout", "2 s"),
            Map.entry("taskmanager.slot.timeout", "2 s"));

    private static final Duration END = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);
    /** What a disturbance and its recovery are expected to take, until it is known better. */
    private static final double SECONDS_EACH = 18;
    /** The input shall last a little longer than the disturbances. */
    private static final double RESERVE = 1.25;

    private static final double MS_PER_SECOND = 1000;

    private final Path folder;
    private final ChaosInput input;
    private final List<Disturbance> schedule;
    private final List<Command> commands;
    private final Duration checkpointInterval;
    private final ChaosListener listener;

    /**
     * @param folder empty; everything goes there
     * @param commands random ones, for the models meanwhile
     * @param seed of the commands
     */
    public ChaosRun(
            Path folder,
            ChaosInput input,
            List<Disturbance> schedule,
            int commands,
            long seed,
            Duration checkpointInterval,
            ChaosListener listener) {
        this.folder = folder;
        this.input = input;
        this.schedule = List.copyOf(schedule);
        this.commands = ChaosCommands.of(input.job(List.of()), seed, commands);
        this.checkpointInterval = checkpointInterval;
        this.listener = listener;
    }

    /**
     * Runs to the end.
     *
     * @throws IOException if it cannot go on; what was learned until then was told to the listener
     */
    public ChaosResult run() throws IOException, InterruptedException {
        Distribution distribution = Distribution.locate();
        CompletableFuture<Undisturbed> undisturbed =
                CompletableFuture.supplyAsync(() -> Undisturbed.of(input.job(List.of()), input.records()));
        List<Integer> ports = new ArrayList<>();
        ChaosResult result;
        try (Watchdog watchdog = Watchdog.start(folder.toString());
                KafkaProcess kafka =
                        KafkaProcess.start(Files.createDirectories(folder.resolve("kafka")), distribution, watchdog);
                FlinkProcesses flink = FlinkProcesses.start(
                        Files.createDirectories(folder.resolve("flink")), distribution, watchdog, CLUSTER, List.of())) {
            listener.progress("broker at " + kafka.bootstrap() + ", cluster at "
                    + flink.rest().url());
            ports.addAll(kafka.ports());
            ports.addAll(flink.ports());
            result = disturb(distribution, kafka, flink, get(undisturbed));
        }
        List<String> problems = new ArrayList<>(result.problems());
        problems.addAll(Leftovers.of(folder.toString(), ports));
        return new ChaosResult(
                result.outcomes(),
                result.examples(),
                result.rejected(),
                result.divergences(),
                result.states(),
                problems);
    }

    private static Undisturbed get(CompletableFuture<Undisturbed> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("the undisturbed run failed: " + e.getCause(), e.getCause());
        }
    }

    private ChaosResult disturb(
            Distribution distribution, KafkaProcess kafka, FlinkProcesses flink, Undisturbed undisturbed)
            throws IOException, InterruptedException {
        JobUnderTest.Places places = new JobUnderTest.Places(
                folder.resolve("job.yaml"),
                folder.resolve("models"),
                folder.resolve("flink/checkpoints"),
                Files.createDirectories(folder.resolve("savepoints")));
        List<String> settings = new ArrayList<>(List.of(
                "kafka.bootstrap=" + kafka.bootstrap(),
                "registry.directory=\"" + places.registry() + "\"",
                "checkpoint.interval=" + checkpointInterval.toMillis() + "ms"));
        if (!commands.isEmpty()) {
            settings.add("topics.control=" + ChaosInput.CONTROL);
        }
        JobConfig config = input.job(settings);
        Files.writeString(places.config(), JobConfigs.toYaml(config));
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(places.registry()), Clock.systemUTC());
        JobUnderTest job = new JobUnderTest(flink, places, distribution.jobJar());
        job.start(null);
        try (StepWatch steps = new StepWatch(
                        kafka.bootstrap(), String.valueOf(config.topics().reports()));
                SteadyFeed feed = new SteadyFeed(
                        kafka.bootstrap(),
                        config.topics().examples(),
                        input.records(),
                        timeFor(schedule.size(), SECONDS_EACH));
                SteadyCommands asking = new SteadyCommands(
                        kafka.bootstrap(),
                        ChaosInput.CONTROL,
                        commands,
                        command -> complete(command, registry),
                        feed)) {
            Recovery recovery = new Recovery(flink, job, steps, registry);
            Verification verification = new Verification(config, registry, undisturbed, commands);
            Disturbed begin = Disturbed.restarted("begin", 0);
            recovery.awaitTrained(begin);
            recovery.awaitCommitted(begin);
            listener.progress("the job trains");
            List<DisturbanceOutcome> outcomes = outcomes(
                    new Disturber(flink, kafka, job, distribution.jobJar(), recovery),
                    recovery,
                    verification,
                    feed,
                    asking);
            finish(feed, asking, job, registry, undisturbed);
            Map<String, List<AppliedCommand>> asked = commands.isEmpty() ? Map.of() : asked(registry);
            Undisturbed course =
                    commands.isEmpty() ? undisturbed : Undisturbed.of(input.job(List.of()), input.records(), asked);
            List<String> problems = new ArrayList<>();
            outcomes.forEach(outcome -> outcome.problems()
                    .forEach(problem ->
                            problems.add("after " + outcome.disturbance().number() + ", "
                                    + outcome.disturbance().title() + ": " + problem)));
            problems.addAll(verification.atTheEnd(course, asked));
            return result(outcomes, course, problems);
        }
    }

    /** A promotion names the newest version of the challenger, as whoever has seen how it does would. */
    private static Command complete(Command command, ModelRegistry registry) throws IOException, InterruptedException {
        if (command.kind() != Command.Action.PROMOTE) {
            return command;
        }
        String challenger = ChallengerKey.of(command.model());
        List<Long> newest = new ArrayList<>();
        if (!Poll.until(END, POLL, () -> newest.addAll(newest(challenger, registry)))) {
            throw new IOException(
                    "waited " + END.toMinutes() + " minutes in vain for a version of " + challenger + " to promote");
        }
        return new Command(
                command.id(),
                command.epoch(),
                command.sequence(),
                command.model(),
                command.action(),
                command.by(),
                command.sentMs(),
                command.settings(),
                command.unset(),
                newest.get(0),
                command.predict());
    }

    private static List<Long> newest(String key, ModelRegistry registry) {
        try {
            return registry.newest(key).stream().toList();
        } catch (IOException e) {
            return List.of(); // its directory may be away
        }
    }

    /**
     * What took effect, by model and in its order, as the newest versions say. A challenger does nothing but by its
     * model's.
     */
    private static Map<String, List<AppliedCommand>> asked(ModelRegistry registry) throws IOException {
        SnapshotReader versions = new SnapshotReader(registry);
        Map<String, List<AppliedCommand>> asked = new TreeMap<>();
        for (String model : registry.models()) {
            if (ChallengerKey.isOne(model)) {
                continue;
            }
            Optional<ControlFile> control =
                    versions.control(model, registry.newest(model).orElseThrow());
            asked.put(model, control.map(ControlFile::commands).orElse(List.of()));
        }
        return asked;
    }

    private static ChaosResult result(
            List<DisturbanceOutcome> outcomes, Undisturbed undisturbed, List<String> problems) {
        Map<String, String> states = new TreeMap<>();
        long divergences = 0;
        for (Map.Entry<String, Undisturbed.Course> model : undisturbed.models().entrySet()) {
            Undisturbed.Course course = model.getValue();
            states.put(model.getKey(), course.end());
            divergences += course.divergences();
        }
        return new ChaosResult(outcomes, undisturbed.examples(), undisturbed.rejected(), divergences, states, problems);
    }

    private List<DisturbanceOutcome> outcomes(
            Disturber disturber, Recovery recovery, Verification verification, SteadyFeed feed, SteadyCommands asking)
            throws IOException, InterruptedException {
        List<DisturbanceOutcome> outcomes = new ArrayList<>();
        long startMs = System.currentTimeMillis();
        for (Disturbance disturbance : schedule) {
            Disturbed disturbed = disturber.disturb(disturbance);
            long trainedMs = recovery.awaitTrained(disturbed);
            long committedMs = recovery.awaitCommitted(disturbed);
            feed.check();
            asking.check();
            List<String> problems = new ArrayList<>(verification.whileItRuns());
            recovery.newest()
                    .filter(manifest -> !disturber.version().isEmpty()
                            && !manifest.projectVersion().equals(disturber.version()))
                    .ifPresent(manifest -> problems.add("version " + manifest.version() + " of model "
                            + manifest.model() + " was trained by a jar of version " + manifest.projectVersion()
                            + ", but the one that was submitted is " + disturber.version()));
            DisturbanceOutcome outcome =
                    new DisturbanceOutcome(disturbance, disturbed.what(), trainedMs, committedMs, problems);
            outcomes.add(outcome);
            listener.outcome(outcome);
            double secondsEach = (System.currentTimeMillis() - startMs) / MS_PER_SECOND / outcomes.size();
            feed.last(timeFor(schedule.size() - outcomes.size(), secondsEach));
        }
        return outcomes;
    }

    private static Duration timeFor(int disturbances, double secondsEach) {
        return Duration.ofMillis((long) (disturbances * secondsEach * RESERVE * MS_PER_SECOND));
    }

    private void finish(
            SteadyFeed feed, SteadyCommands asking, JobUnderTest job, ModelRegistry registry, Undisturbed undisturbed)
            throws IOException, InterruptedException {
        listener.progress("the last " + feed.left() + " records are sent without a pause");
        feed.hurry();
        if (!Poll.until(END, POLL, () -> {
            feed.check();
            asking.check();
            return feed.done() && asking.done() && atTheirEnd(registry, undisturbed);
        })) {
            listener.progress("the models did not get to their last steps within " + END.toMinutes() + " minutes");
        }
        for (JobUnderTest.Stopped stopped = job.stop(); !stopped.committed(); stopped = job.stop()) {
            long startedMs = System.currentTimeMillis();
            job.start(stopped.state());
            if (!Poll.until(END, POLL, () -> job.runsSince(startedMs))) {
                throw new IOException("the job does not start again from " + stopped.state());
            }
        }
        listener.progress("the job has been stopped");
    }

    /** Whoever was promoted in the middle of a micro-batch has learned it then, and may end with a part of another. */
    private boolean atTheirEnd(ModelRegistry registry, Undisturbed undisturbed) throws IOException {
        boolean changedPlaces = commands.stream().anyMatch(command -> command.kind() == Command.Action.PROMOTE);
        int waiting = changedPlaces ? input.job(List.of()).microBatch().examples() - 1 : 0;
        for (Map.Entry<String, Undisturbed.Course> model : undisturbed.models().entrySet()) {
            var newest = registry.newest(model.getKey());
            if (newest.isEmpty()
                    || registry.manifest(model.getKey(), newest.get()).examples()
                            < model.getValue().examples() - waiting) {
                return false;
            }
        }
        return true;
    }
}
