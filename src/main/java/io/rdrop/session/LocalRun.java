package io.rdrop.session;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.control.CommandLog;
import io.rdrop.control.Verdict;
import io.rdrop.drift.DriftWatch;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a job does to its records, in one loop without Kafka and Flink: decodes them, and lets each model learn from its
 * own in micro-batches that close by count. Ends with the job's bytes. Owns the learners.
 */
public final class LocalRun implements AutoCloseable {
    private final JobConfig config;
    private final Function<JobConfig, Task> tasks;
    private final ExampleCodec codec;
    private final SortedMap<String, SteeredLearner> courses = new TreeMap<>();
    private long records;
    private long rejected;

    private static @Nullable StepReport learn(SteeredLearner course, @Nullable MicroBatch batch) {
        return batch == null ? null : course.learn(batch);
    }

    public LocalRun(JobConfig config) {
        this(config, Map.of());
    }

    /**
     * The same, of models that begin with what a version has of the files that the configuration names.
     *
     * @param version its files; empty for none
     */
    public LocalRun(JobConfig config, Map<String, byte[]> version) {
        this.config = config;
        tasks = other -> Task.of(other).begunAs(version);
        codec = Task.of(config).codec();
    }

    /** Decodes the next record; null if nobody can learn from it. */
    public @Nullable Example decode(byte[] record) {
        SourcePosition position = new SourcePosition("memory", 0, records++, 0);
        if (codec.decode(new RawRecord(position, record)) instanceof Example example) {
            return example;
        }
        rejected++;
        return null;
    }

    /** Gives an example to its model; returns the report of the step that it completed, or null. */
    public @Nullable StepReport add(Example example) {
        SteeredLearner course = course(example.model());
        StepReport report = learn(course, course.add(example, 0));
        SteeredLearner challenger = courses.get(ChallengerKey.of(example.model()));
        if (challenger != null) {
            learn(challenger, challenger.add(example, 0));
        }
        return report;
    }

    /** Gives an example to what learns under a key, and to no other. */
    public void add(String key, Example example) {
        SteeredLearner course = course(key);
        learn(course, course.add(example, 0));
    }

    /** Examples of a model that have come so far. */
    public long taken(String model) {
        return course(model).taken();
    }

    /**
     * Asks of a model what was asked of it in a job, now.
     *
     * @param outside what a command does besides steering the learner, and the versions that it goes back to
     * @return the reports of the steps that it let happen
     * @throws IllegalStateException if the command does nothing, though it is said to have taken effect
     */
    public List<StepReport> control(String model, Command command, CommandAction outside) {
        List<StepReport> reports = new ArrayList<>();
        if (command.kind() == Command.Action.CHALLENGE && ChallengerKey.isOne(model)) {
            challenge(model, command);
            return reports;
        }
        SteeredLearner course = course(model);
        SteeredLearner challenger = courses.get(ChallengerKey.of(model));
        SteeredLearner.Steered answer = course.apply(
                command,
                null,
                0,
                batch -> reports.add(course.learn(batch)),
                new Challenging(outside),
                nothing -> challenger == null ? null : new Opponent(challenger));
        if (answer.verdict() != Verdict.APPLIED) {
            throw new IllegalStateException("command " + command.id() + " (" + command.describe() + ") to model "
                    + model + " is " + answer.verdict().code() + ": " + answer.reason());
        }
        boolean isPause = command.kind() == Command.Action.PAUSE || command.kind() == Command.Action.RESUME;
        if (isPause && challenger != null) {
            challenger.apply(command, null, 0, challenger::learn, outside, null);
        }
        return reports;
    }

    /** A challenger begins, or with no settings ends. */
    private void challenge(String key, Command command) {
        SteeredLearner before = courses.remove(key);
        if (before != null) {
            before.close();
        }
        if (!command.settings().isEmpty()) {
            CommandLog log = CommandLog.ofChallenger(command);
            DriftWatch watch = new DriftWatch(SteeredLearner.asked(config, log));
            courses.put(key, new SteeredLearner(key, config, tasks, log, watch));
        }
    }

    /** What was asked in a job of what is beside the learner, challengers included. */
    private final class Challenging implements CommandAction {
        private final CommandAction outside;

        Challenging(CommandAction outside) {
            this.outside = outside;
        }

        @Override
        public void act(Command command) throws IOException {
            outside.act(command);
        }

        @Override
        public @Nullable KeptState kept(long version) throws IOException {
            return outside.kept(version);
        }

        @Override
        public void challenge(Command command) {
            LocalRun.this.challenge(ChallengerKey.of(command.model()), command);
        }
    }

    private record Opponent(SteeredLearner challenger) implements Rival {
        @Override
        public Contestant leave() throws IOException {
            return challenger.leave(challenger::learn);
        }

        @Override
        public void take(Contestant other, Command command) throws IOException {
            challenger.take(other, command);
        }
    }

    /** Trains every model on the micro-batch that waits, if one does; the reports of these steps. */
    public List<StepReport> finish() {
        List<StepReport> reports = new ArrayList<>();
        for (SteeredLearner course : courses.values()) {
            StepReport report = learn(course, course.close(Long.MAX_VALUE, false));
            if (report != null) {
                reports.add(report);
            }
        }
        return reports;
    }

    /** The learner of a model, a new one if it has seen nothing yet; owned by this run. */
    public Learner learner(String model) {
        return course(model).learner();
    }

    private SteeredLearner course(String model) {
        return courses.computeIfAbsent(
                model, absent -> new SteeredLearner(model, config, tasks, new CommandLog(), new DriftWatch(config)));
    }

    /** The keys of all models so far, sorted. */
    public Set<String> models() {
        return courses.keySet();
    }

    /** Records so far that nobody can learn from. */
    public long rejected() {
        return rejected;
    }

    @Override
    public void close() {
        courses.values().forEach(SteeredLearner::close);
    }
}
