package io.rdrop.control;

import io.rdrop.example.Command;
import io.rdrop.example.ExampleFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Which commands come in order: each must come after all before it, by epoch and then by sequence. */
public final class Order {
    /** Ids that are remembered; an older command is out of order anyway. */
    private static final int MOST_IDS = 1_000;

    private final Set<String> ids = new LinkedHashSet<>();
    private long epoch = -1;
    private long sequence = -1;

    /** Why a command does nothing; empty if it is in order. */
    public Optional<Acknowledgement.Reason> objection(Command command) {
        if (ids.contains(command.id())) {
            return of(Verdict.DUPLICATE, "a command with id " + command.id() + " has come before");
        }
        if (command.epoch() < epoch) {
            return of(
                    Verdict.OLDER_EPOCH,
                    "its epoch is " + command.epoch() + ", but commands of epoch " + epoch
                            + " have come; send it again with --epoch " + epoch);
        }
        if (command.epoch() == epoch && command.sequence() <= sequence) {
            return of(
                    Verdict.OUT_OF_ORDER,
                    "its sequence is " + command.sequence() + ", but " + sequence
                            + " has come; send it again with a later one");
        }
        return Optional.empty();
    }

    private static Optional<Acknowledgement.Reason> of(Verdict verdict, String text) {
        return Optional.of(new Acknowledgement.Reason(verdict, text));
    }

    /** Notes a command that has come in order, whether it could be done or not. */
    public void note(Command command) {
        epoch = command.epoch();
        sequence = command.sequence();
        ids.add(command.id());
        if (ids.size() > MOST_IDS) {
            ids.remove(ids.iterator().next());
        }
    }

    /** Of the last command; -1 before the first. */
    public long epoch() {
        return epoch;
    }

    /** Writes all of it. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(epoch);
        out.writeLong(sequence);
        out.writeInt(ids.size());
        for (String id : ids) {
            ExampleFormat.writeText(id, out);
        }
    }

    /** Reads what {@link #save} wrote. */
    public void restore(DataInput in) throws IOException {
        epoch = in.readLong();
        sequence = in.readLong();
        ids.clear();
        for (int left = in.readInt(); left > 0; left--) {
            ids.add(ExampleFormat.readRequired(in));
        }
    }
}
