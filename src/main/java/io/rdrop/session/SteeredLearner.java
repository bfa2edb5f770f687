package io.rdrop.session;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Acknowledgement.Reason;
import io.rdrop.control.CommandLog;
import io.rdrop.control.Pause;
import io.rdrop.control.Verdict;
import io.rdrop.drift.DriftWatch;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.StepReport;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.learn.RowListener;
import io.rdrop.registry.RegistryException;
import io.rdrop.state.ChunkMap;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model's learner and its micro-batch, and what commands do to them. Settings change as they do when a job is
 * restarted with others: the whole state goes into a learner that is made anew. So what follows has the same bytes,
 * whether the process lives on or not. Owns the learner.
 */
final class SteeredLearner implements AutoCloseable {
    private final JobConfig base;
    private final Function<JobConfig, Task> tasks;
    private final CommandLog log;
    private JobConfig config;
    private Learner learner;
    private ExamplePredictor predictor;
    private MicroBatcher batcher;
    private final DriftWatch watch;
    /** What is other than the configuration says, because of a drift. */
    private Map<String, String> acted = Map.of();
    /** What the learner is made of as long as it has members that are to be others; null otherwise. */
    private @Nullable JobConfig otherMembers;
    /** Is told of each row, too. */
    private RowListener also = RowListener.NONE;

    /**
     * Where a command stood, and what became of it.
     *
     * @param reason why it did nothing, or less than it could; null otherwise
     */
    record Steered(Verdict verdict, @Nullable String reason, AppliedCommand at) {}

    /** Who may take the model's place. */
    @FunctionalInterface
    interface Rivals {
        /**
         * Who is promoted by a command; null for nobody.
         *
         * @throws ConfigException if the command cannot be obeyed; nothing was done then
         */
        @Nullable
        Rival of(Command command);
    }

    /**
     * A learner that has seen nothing yet, under the settings that the log says.
     *
     * @param base the configuration without commands
     * @param tasks of configurations
     * @param watch of the configuration that the log leads to
     */
    SteeredLearner(String model, JobConfig base, Function<JobConfig, Task> tasks, CommandLog log, DriftWatch watch) {
        this(model, base, tasks, log, watch, null);
    }

    /**
     * The same, to be restored.
     *
     * @param trained what the state to come was trained under, null if not known: if its pool had other members, these
     *     learn until {@link #goOn}
     */
    SteeredLearner(
            String model,
            JobConfig base,
            Function<JobConfig, Task> tasks,
            CommandLog log,
            DriftWatch watch,
            @Nullable JobConfig trained) {
        this.base = base;
        this.tasks = tasks;
        this.log = log;
        this.watch = watch;
        config = asked(base, log);
        if (!watch.rehearsed(config).isEmpty()) {
            Task acting = tasks.apply(JobConfigs.steered(config, watch.rehearsed(config)));
            acting.check(); // now, rather than at the first drift
        }
        acted = watch.settings(config);
        otherMembers =
                trained == null ? null : JobConfigs.withPoolOf(config, trained).orElse(null);
        learner =
                tasks.apply(otherMembers == null ? acted(config) : otherMembers).learner();
        listen();
        predictor = learner.predictor();
        batcher = new MicroBatcher(model, config.microBatch());
    }

    /** All was restored: if the pool had other members it goes on with those of the configuration. */
    void goOn() throws IOException {
        if (otherMembers != null) {
            Learner made = tasks.apply(acted(config)).learner();
            go(made, otherMembers, config);
            otherMembers = null;
            become(made);
        }
    }

    /** A configuration with all that was asked. */
    static JobConfig asked(JobConfig base, CommandLog log) {
        return asked(base, log.variant(), log.settings());
    }

    private static JobConfig asked(JobConfig base, Map<String, String> variant, Map<String, String> settings) {
        JobConfig varied = variant.isEmpty() ? base : JobConfigs.challenging(base, variant);
        return settings.isEmpty() ? varied : JobConfigs.steered(varied, settings);
    }

    /** From now on tells of each row as it is predicted; one listener at most, beside the watch. */
    void tell(RowListener by) {
        also = by;
        listen();
    }

    private void listen() {
        learner.watch(RowListener.both(watch, also));
    }

    private JobConfig acted(JobConfig now) {
        return acted.isEmpty() ? now : JobConfigs.steered(now, acted);
    }

    /** Learns a micro-batch. What a drift in it does begins with the next one. */
    StepReport learn(MicroBatch batch) {
        if (!watch.settings(config).equals(acted)) {
            act();
        }
        StepReport report = learner.learn(batch);
        return watch.listens() ? report.withDrift(watch.after(learner.trained() + learner.leftOut())) : report;
    }

    private void act() {
        acted = watch.settings(config);
        try {
            remake(config, acted(config));
        } catch (IOException e) {
            throw new UncheckedIOException("the state could not be copied", e);
        }
    }

    /** Adds an example; returns the micro-batch that is to be learned now, if it completed one. */
    @Nullable
    MicroBatch add(Example example, long nowMs) {
        MicroBatch full = null;
        switch (log.pause()) {
            case NONE -> full = batcher.add(example, nowMs);
            case WAIT -> batcher.hold(example);
            case PREDICT -> {
                learner.score(List.of(example));
                log.passOver();
            }
        }
        if (!log.isEmpty()) {
            log.after(example.position().toString());
        }
        return full;
    }

    /** Whether the next example is predicted and left. */
    boolean passesOver() {
        return log.pause() == Pause.PREDICT;
    }

    /** The incomplete micro-batch, unless it must wait. */
    @Nullable
    MicroBatch close(long nowMs, boolean onlyIfDue) {
        if (log.pause() != Pause.NONE) {
            return null;
        }
        return onlyIfDue ? batcher.closeIfDue(nowMs) : batcher.close();
    }

    /**
     * Takes a command, between two examples.
     *
     * @param last where the last example of the model stands, as far as it is known; null if there was none
     * @param learn called with each micro-batch that can be learned now
     * @param rivals who is promoted by a command, null for nobody; null if nobody can be
     */
    Steered apply(
            Command command,
            @Nullable String last,
            long nowMs,
            Consumer<MicroBatch> learn,
            CommandAction outside,
            @Nullable Rivals rivals) {
        if (log.after() == null) {
            log.after(last);
        }
        AppliedCommand at = new AppliedCommand(command, taken(), learner.step(), log.after());
        if (!command.comesFromTheJob()) {
            Optional<Reason> objection = log.order().objection(command);
            if (objection.isPresent()) {
                return new Steered(objection.get().verdict(), objection.get().text(), at);
            }
            log.order().note(command);
        }
        String less = null;
        try {
            switch (command.kind()) {
                case SET -> set(command);
                case PAUSE -> pause(command, learn);
                case RESUME -> resume(nowMs);
                case PIN, UNPIN, SNAPSHOT -> outside.act(command);
                case ROLLBACK -> less = goBack(command, outside);
                case RESET -> become(anew(acted(config), null));
                case PROMOTE -> changePlaces(command, learn, rivals == null ? null : rivals.of(command));
                case CHALLENGE -> challenge(command, outside);
            }
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            String reason = e instanceof RegistryException || e instanceof RuntimeException
                    ? String.valueOf(e.getMessage())
                    : e.toString();
            return new Steered(Verdict.REFUSED, reason, at);
        }
        log.applied(at);
        drain(learn);
        return new Steered(Verdict.APPLIED, less, at);
    }

    private void drain(Consumer<MicroBatch> learn) {
        MicroBatch full = log.pause() == Pause.NONE ? batcher.closeFull() : null;
        while (full != null) {
            learn.accept(full);
            full = batcher.closeFull();
        }
    }

    private void set(Command command) throws IOException {
        JobConfig next = asked(base, log.variant(), log.settingsAfter(command));
        Map<String, String> before = acted;
        acted = watch.settings(next);
        try {
            remake(next, acted(next));
        } catch (ConfigException | IllegalArgumentException | IOException e) {
            acted = before;
            throw e;
        }
        watch.configure(next);
        config = next;
        batcher = batcher.with(next.microBatch());
    }

    /**
     * The learner goes on under other settings.
     *
     * @param next without what is done because of a drift
     * @param acting with it
     */
    private void remake(JobConfig next, JobConfig acting) throws IOException {
        Task task = tasks.apply(acting);
        task.check();
        Learner made = task.learner();
        go(made, config, next);
        become(made);
    }

    /** What is made now goes on from the learner; if it cannot, it is closed. */
    private void go(Learner made, JobConfig was, JobConfig next) throws IOException {
        try {
            if (JobConfigs.withPoolOf(next, was).isPresent()) {
                made.follow(learner);
            } else {
                StateParts state = new StateParts(new ChunkMap(), StateParts.CHUNK_BYTES);
                state.save(learner.state());
                state.restore(made.state());
            }
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void become(Learner made) {
        learner.close();
        learner = made;
        listen();
        predictor = made.predictor();
    }

    /** @return what of it was not done; null if all was */
    private @Nullable String goBack(Command command, CommandAction outside) throws IOException {
        KeptState kept = outside.kept(command.version());
        Learner made = kept == null ? null : anew(acted(config), kept);
        try {
            outside.act(command);
        } catch (IOException | RuntimeException e) {
            if (made != null) {
                made.close();
            }
            throw e;
        }
        if (made == null) {
            return "only `latest` was moved, and training goes on from where it is: version " + command.version()
                    + " was made without its training state (registry.keep-state)";
        }
        become(made);
        return null;
    }

    /**
     * What learns instead: what was learned is forgotten, what was counted and scored goes on.
     *
     * @param now its configuration
     * @param kept what it begins with; null for nothing
     */
    private Learner anew(JobConfig now, @Nullable KeptState kept) throws IOException {
        StateParts scores = new StateParts(new ChunkMap(), StateParts.CHUNK_BYTES);
        scores.save(learner.scoring());
        Learner made = tasks.apply(now).learner();
        try {
            if (kept != null) {
                kept.restore(now, tasks, made);
            }
            scores.restore(made.scoring());
            made.countFrom(learner.counts());
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void challenge(Command command, CommandAction outside) throws IOException {
        if (log.pause() != Pause.NONE) {
            throw new ConfigException("it is paused; a challenger begins with records that are learned");
        }
        outside.challenge(command);
    }

    /** It and its challenger go on in each other's place: counts and scores stay where they are. */
    private void changePlaces(Command command, Consumer<MicroBatch> learn, @Nullable Rival rival) {
        if (rival == null) {
            throw new ConfigException("it has no challenger; the job's challenger.settings would say which");
        }
        if (log.pause() != Pause.NONE) {
            throw new ConfigException("it is paused; resume it first");
        }
        try {
            Contestant ours = leave(learn);
            Contestant theirs = rival.leave();
            rival.take(ours, command);
            take(theirs);
        } catch (ConfigException | IOException e) {
            // Not refused: something was done. From its last checkpoint the job does it again.
            throw new IllegalStateException("the challenger could not take the model's place: " + e.getMessage(), e);
        }
    }

    /**
     * What goes on elsewhere from now on.
     *
     * @param learn called with the micro-batch that had begun: all that has come is learned before
     */
    Contestant leave(Consumer<MicroBatch> learn) throws IOException {
        MicroBatch begun = batcher.close();
        if (begun != null) {
            learn.accept(begun);
        }
        KeptState state = new KeptState("the one before", acted(config), KeptState.file(learner));
        return new Contestant(log.variant(), log.settings(), state);
    }

    /** Goes on as what has learned elsewhere, by a command that another model was given. */
    void take(Contestant other, Command command) throws IOException {
        AppliedCommand at = new AppliedCommand(command, taken(), learner.step(), log.after());
        take(other);
        log.applied(at);
    }

    /** Goes on as what has learned elsewhere. */
    void take(Contestant other) throws IOException {
        JobConfig next = asked(base, other.variant(), other.settings());
        acted = watch.settings(next);
        Learner made = anew(acted(next), other.state());
        log.become(other.variant(), other.settings());
        watch.configure(next);
        config = next;
        batcher = batcher.with(next.microBatch());
        become(made);
    }

    private void pause(Command command, Consumer<MicroBatch> learn) {
        if (log.pause() != Pause.NONE) {
            throw new ConfigException("it is paused already, and its records "
                    + (passesOver() ? "are predicted" : "wait") + "; resume it first");
        }
        MicroBatch begun = command.predict() ? batcher.close() : null;
        if (begun != null) {
            learn.accept(begun); // what is predicted later must not overtake it
        }
        batcher.stopWaiting();
        log.pause(command.predict() ? Pause.PREDICT : Pause.WAIT);
    }

    private void resume(long nowMs) {
        if (log.pause() == Pause.NONE) {
            throw new ConfigException("it is not paused");
        }
        log.pause(Pause.NONE);
        batcher.startWaiting(nowMs);
    }

    /** Examples that have come so far: learned, left out, passed over, or waiting. */
    long taken() {
        return learner.trained() + learner.leftOut() + log.passedOver() + batcher.pending();
    }

    /** What learns; another one after {@link #apply}. */
    Learner learner() {
        return learner;
    }

    /** What predicts as the learner would; another one after {@link #apply}. */
    ExamplePredictor predictor() {
        return predictor;
    }

    /** What waits; another one after {@link #apply}. */
    MicroBatcher batcher() {
        return batcher;
    }

    /** What watches for drift. */
    DriftWatch watch() {
        return watch;
    }

    /** What the model was asked so far. */
    CommandLog log() {
        return log;
    }

    /** The configuration as it is now. */
    JobConfig config() {
        return config;
    }

    /** The configuration without commands. */
    JobConfig base() {
        return base;
    }

    /** Whether the next example makes room instead of taking some. */
    boolean isLastAwaited() {
        return log.pause() == Pause.NONE ? batcher.isLastAwaited() : passesOver();
    }

    @Override
    public void close() {
        learner.close();
    }
}
