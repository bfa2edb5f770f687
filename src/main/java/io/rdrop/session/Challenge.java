package io.rdrop.session;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.challenge.Comparison;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Command;
import io.rdrop.learn.RowListener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model's challenger, which learns what the model learns, and how the two compare. What becomes of them is a command
 * that the job gives itself, so that it is logged and repeated as all others are. Owns the challenger.
 */
final class Challenge implements AutoCloseable {
    /** Who gives the job's own commands. */
    private static final String BY = "challenge";

    private static final String BEGINS = Command.OWN + "challenge-";
    private static final String PROMOTES = Command.OWN + "promote-";
    private static final String ROLLS_BACK = Command.OWN + "rollback-";

    private final String model;
    private final Comparison comparison;
    private @Nullable ModelSession challenger;
    private long since;

    /** A model without a challenger. */
    Challenge(String model, JobConfig config) {
        this.model = model;
        comparison = new Comparison(config);
    }

    /** Is to be told of each row of the model. */
    RowListener rows() {
        return comparison.champion();
    }

    Comparison comparison() {
        return comparison;
    }

    @Nullable
    ModelSession challenger() {
        return challenger;
    }

    /** Whether there is anything to keep. */
    boolean hasState() {
        return comparison.number() > 0;
    }

    /**
     * A challenger that has learned nothing yet begins, or none is there any more.
     *
     * @param taken records of the model so far
     * @param pending those of them that it has not predicted yet
     */
    void begin(@Nullable ModelSession next, long taken, long pending) {
        close();
        challenger = next;
        since = taken;
        if (next == null) {
            comparison.end();
        } else {
            next.tell(comparison.challenger());
            beginComparison(pending);
        }
    }

    /** What is compared has changed. */
    void beginComparison(long pending) {
        if (challenger != null) {
            comparison.begin(pending, challenger.waiting(), challenger.nextVersion());
        }
    }

    /**
     * A challenger goes on as its state left it.
     *
     * @param taken records of the model so far
     * @throws IOException if it has not learned what the model has learned since it began
     */
    void goOn(ModelSession restored, long taken) throws IOException {
        if (since + restored.taken() != taken) {
            throw new IOException("challenger " + restored.model() + " has learned " + restored.taken()
                    + " records since it began after " + since + " of the model's, which has come to " + taken);
        }
        challenger = restored;
        restored.tell(comparison.challenger());
    }

    /**
     * Who takes the model's place by a command; null if there is nobody.
     *
     * @throws ConfigException if it asks for another version than those measured, or for none and nobody is better
     */
    @Nullable
    Rival rival(Command command) {
        ModelSession next = challenger;
        if (next == null) {
            return null;
        }
        if (!command.comesFromTheJob()) {
            requireMeasured(command.version(), next);
        }
        return next.rival();
    }

    private void requireMeasured(long version, ModelSession next) {
        String measured = "in comparison " + comparison.number() + " " + comparison.describe();
        if (version == 0 && !comparison.isWon()) {
            throw new ConfigException("its challenger is not found to be better: " + measured
                    + "; name a version of it to promote it nevertheless");
        }
        long newest = next.nextVersion() - 1;
        if (version > 0 && (version < comparison.firstVersion() || version > newest)) {
            String which = newest < comparison.firstVersion()
                    ? "no version yet"
                    : "versions " + comparison.firstVersion() + " to " + newest;
            throw new ConfigException("version " + version + " of " + next.model() + " is not what is measured: "
                    + measured + ", which is of " + which);
        }
    }

    /** The two have changed places. */
    void changedPlaces(Command command) {
        beginComparison(0);
        comparison.promoted(command.id().startsWith(ROLLS_BACK));
    }

    /**
     * The command that lets the challenger begin that is wanted; empty if it is there, or none is and none is wanted.
     *
     * @param wanted what it is to have otherwise
     * @param known what the one that there is, or was, began with
     */
    Optional<Command> wanted(Map<String, String> wanted, Map<String, String> known, long epoch, long nowMs) {
        boolean isThere = challenger != null || wanted.isEmpty();
        return isThere && wanted.equals(known)
                ? Optional.empty()
                : Optional.of(command(
                        BEGINS + (comparison.number() + 1) + "-" + nowMs,
                        Command.Action.CHALLENGE,
                        epoch,
                        nowMs,
                        new TreeMap<>(wanted)));
    }

    /** The command that lets the two change places, if that is decided. */
    Optional<Command> decided(long epoch, long nowMs) {
        if (challenger == null || !comparison.isDecided()) {
            return Optional.empty();
        }
        String what = comparison.isWatching() ? ROLLS_BACK : PROMOTES;
        return Optional.of(
                command(what + comparison.number() + "-" + nowMs, Command.Action.PROMOTE, epoch, nowMs, Map.of()));
    }

    private Command command(String id, Command.Action action, long epoch, long nowMs, Map<String, String> settings) {
        return new Command(id, Math.max(0, epoch), 0, model, action.code(), BY, nowMs, settings, List.of(), 0, false);
    }

    /** Its key, for a command that lets it begin. */
    static String key(Command command) {
        return ChallengerKey.of(command.model());
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(since);
        comparison.save(out);
    }

    void restore(DataInput in) throws IOException {
        since = in.readLong();
        comparison.restore(in);
    }

    @Override
    public void close() {
        if (challenger != null) {
            challenger.close();
            challenger = null;
        }
    }
}
