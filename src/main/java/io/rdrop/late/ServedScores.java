package io.rdrop.late;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Scores of what was served, by version, of the {@value #KEPT} newest that have any. Not thread-safe. */
public final class ServedScores {
    /** Versions that are kept. */
    public static final int KEPT = 16;

    private final boolean areClasses;
    private final int outputs;
    private long answers;
    private final TreeMap<Long, ServedScore> byVersion = new TreeMap<>();

    /** @param classes 0 for numbers */
    ServedScores(int classes) {
        areClasses = classes > 0;
        outputs = Math.max(1, classes);
    }

    /** Scores an answer; false if it is of another number of classes. */
    boolean add(Served served, double target) {
        if (served.outputs().length != outputs) {
            return false;
        }
        answers++;
        ServedScore before = byVersion.getOrDefault(served.version(), ServedScore.none(served.version(), areClasses));
        byVersion.put(served.version(), before.with(served.outputs(), target));
        if (byVersion.size() > KEPT) {
            byVersion.pollFirstEntry();
        }
        return true;
    }

    /** Answers that were scored, of all versions. */
    public long answers() {
        return answers;
    }

    /** By version, oldest first. */
    public List<ServedScore> all() {
        return new ArrayList<>(byVersion.values());
    }

    /** Of the newest version that has one; null before the first. */
    public @Nullable ServedScore newest() {
        return byVersion.isEmpty() ? null : byVersion.lastEntry().getValue();
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(answers);
        out.writeInt(byVersion.size());
        for (ServedScore score : byVersion.values()) {
            out.writeLong(score.version());
            out.writeLong(score.answers());
            out.writeLong(score.hits());
            out.writeDouble(score.logLoss());
            out.writeDouble(score.squaredError());
        }
    }

    void restore(DataInput in) throws IOException {
        byVersion.clear();
        answers = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            ServedScore score = new ServedScore(
                    in.readLong(), areClasses, in.readLong(), in.readLong(), in.readDouble(), in.readDouble());
            byVersion.put(score.version(), score);
        }
    }
}
