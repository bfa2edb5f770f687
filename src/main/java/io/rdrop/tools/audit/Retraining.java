package io.rdrop.tools.audit;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.learn.Learner;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.CommandAction;
import io.rdrop.session.ControlFile;
import io.rdrop.session.KeptState;
import io.rdrop.session.LocalRun;
import io.rdrop.session.SnapshotReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains one model again, from the records that its newest version was trained on, and compares the bytes. What was
 * asked of it meanwhile is asked again, at the same places.
 */
public final class Retraining implements AutoCloseable {
    private final SnapshotManifest manifest;
    private final OffsetRange range;
    private final Deque<AppliedCommand> commands;
    private final CommandAction versions;
    private final LocalRun run;
    /** Whose records it learned. */
    private final String model;

    private Retraining(
            SnapshotManifest manifest,
            OffsetRange range,
            JobConfig config,
            List<AppliedCommand> commands,
            CommandAction versions,
            Map<String, byte[]> files) {
        this.manifest = manifest;
        this.range = range;
        this.commands = new ArrayDeque<>(commands);
        this.versions = versions;
        run = new LocalRun(config, files);
        model = ChallengerKey.model(manifest.model());
    }

    /** Why a model's bytes cannot be computed again from a topic; empty if they can. */
    public static Optional<String> obstacle(
            SnapshotManifest manifest, JobConfig config, @Nullable ControlFile control, SnapshotReader versions)
            throws IOException {
        if (control != null && !control.whole()) {
            return Optional.of("it was asked more than " + control.commands().size()
                    + " things, and the first ones are no longer known");
        }
        if (control != null) {
            List<Long> there = versions.registry().versions(manifest.model());
            for (AppliedCommand asked : control.commands()) {
                if (asked.command().kind() == Command.Action.ROLLBACK
                        && !there.contains(asked.command().version())) {
                    return Optional.of("it went back to version "
                            + asked.command().version() + ", which the registry no longer has");
                }
            }
        }
        if (control != null && ChallengerKey.isOne(manifest.model()) && lastPromotion(control.commands()) >= 0) {
            return Optional.of("it has changed places with its model, which is trained again with its challenger");
        }
        if (manifest.trainedInAll().size() != 1) {
            return Optional.of("it was trained on " + manifest.trainedInAll().size()
                    + " partitions, whose order among each other is not known");
        }
        if (config.microBatch().maxWait() != null) {
            return Optional.of("micro-batch.max-wait is set, and when it closed a micro-batch is not known");
        }
        if (!manifest.configHash().equals(JobConfigs.trainingHash(config))) {
            return Optional.of("its config.yaml is not the configuration that its manifest names");
        }
        return Optional.empty();
    }

    /**
     * Begins with a new model; there must be no {@link #obstacle}.
     *
     * @param control what was asked of it; null if nothing was
     * @param versions where the training states are that it went back to
     */
    public static Retraining of(
            SnapshotManifest manifest, JobConfig config, @Nullable ControlFile control, SnapshotReader versions)
            throws IOException {
        @Nullable
        String obstacle = obstacle(manifest, config, control, versions).orElse(null);
        if (obstacle != null) {
            throw new IllegalArgumentException("model " + manifest.model() + " cannot be trained again: " + obstacle);
        }
        OffsetRange range = manifest.trainedInAll().get(0);
        // What it began with may be no more where it was: a tokenizer's file.
        Map<String, byte[]> files = config.transformer().tokenizer() == null
                ? Map.of()
                : versions.registry()
                        .files(manifest.model(), manifest.version())
                        .files();
        if (control == null) {
            return new Retraining(manifest, range, config, List.of(), nothing -> {}, files);
        }
        JobConfig base = JobConfigs.parseStored(control.configuration(), ControlFile.NAME, List.of());
        List<AppliedCommand> commands =
                ChallengerKey.isOne(manifest.model()) ? control.commands() : needed(control.commands());
        return new Retraining(manifest, range, base, commands, new KeptVersions(versions, manifest.model()), files);
    }

    /** Where the last promotion is, -1 if there is none. */
    private static int lastPromotion(List<AppliedCommand> commands) {
        for (int i = commands.size() - 1; i >= 0; i--) {
            if (commands.get(i).command().kind() == Command.Action.PROMOTE) {
                return i;
            }
        }
        return -1;
    }

    /** A challenger that was not promoted left no trace in its model. */
    private static List<AppliedCommand> needed(List<AppliedCommand> commands) {
        int last = lastPromotion(commands);
        List<AppliedCommand> needed = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            if (i < last || commands.get(i).command().kind() != Command.Action.CHALLENGE) {
                needed.add(commands.get(i));
            }
        }
        return needed;
    }

    /** Moves no {@code latest}: that was done. */
    private record KeptVersions(SnapshotReader versions, String model) implements CommandAction {
        @Override
        public void act(Command command) {
            // it was done when the job was asked
        }

        @Override
        public @Nullable KeptState kept(long version) throws IOException {
            return versions.kept(model, version).orElse(null);
        }
    }

    /** The next accepted record of any model; those of others, and those after the newest version, are left out. */
    public void add(Example example) {
        long offset = example.position().offset();
        if (example.model().equals(model)
                && example.position().partition() == range.partition()
                && offset >= range.first()
                && offset <= range.last()) {
            askWhatIsDue();
            learn(example);
        }
    }

    private void learn(Example example) {
        if (ChallengerKey.isOne(manifest.model())) {
            run.add(manifest.model(), example);
        } else {
            run.add(example);
        }
    }

    /** The next example of any model in the order of learning, of a job whose labels come apart from their events. */
    public void addJoined(Example example) {
        if (example.model().equals(model) && run.taken(manifest.model()) < range.count()) {
            askWhatIsDue();
            learn(example);
        }
    }

    private void askWhatIsDue() {
        while (!commands.isEmpty() && commands.element().examples() <= run.taken(manifest.model())) {
            run.control(manifest.model(), commands.remove().command(), versions);
        }
    }

    /** Trains on what waits and compares; empty if the bytes are the same. */
    public Optional<String> difference() {
        askWhatIsDue();
        run.finish();
        Learner learner = run.learner(manifest.model());
        String state = learner.stateSha256();
        return state.equals(manifest.stateSha256())
                ? Optional.empty()
                : Optional.of("model " + manifest.model() + ": trained again on " + learner.trained()
                        + " examples its state is " + state + ", but version " + manifest.version() + " says "
                        + manifest.stateSha256() + " after " + manifest.examples()
                        + ". Settings that were changed, or a drain, in the middle of its life lead to this too");
    }

    @Override
    public void close() {
        run.close();
    }
}
