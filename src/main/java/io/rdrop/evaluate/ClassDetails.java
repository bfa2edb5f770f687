package io.rdrop.evaluate;

import io.rdrop.example.ClassTable;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Scores by class since the start; a state of before they were kept has none, and they begin there. Up to {@value
 * ClassTable#MAX_ROWS} classes have a confusion matrix and areas under the ROC curve; with more, only recall and
 * precision.
 */
public final class ClassDetails {
    private static final int FORMAT = 1;

    private final List<String> names;
    private final boolean detailed;
    private ClassTally tally;
    private RankHistograms ranks;

    ClassDetails(List<String> names) {
        this.names = List.copyOf(names);
        detailed = ClassTally.isDetailed(names.size());
        tally = new ClassTally(names.size());
        ranks = new RankHistograms(ranked());
    }

    private int ranked() {
        return detailed ? names.size() : 0;
    }

    void add(int label, int prediction, float[] probabilities, int from) {
        tally.count(label, prediction, 1);
        ranks.add(label, probabilities, from);
    }

    /** Scores since the start with those by class as they are now. */
    Scores sinceStart(long examples, Supplier<Scores> scores) {
        ClassTally tallyNow = tally.copy();
        double[] areas = ranks.areas();
        return Scores.later(examples, () -> with(scores.get(), tallyNow, areas));
    }

    /** Scores of the last examples with those by class; no order of theirs is kept, so that they have no area. */
    Scores ofWindow(long examples, Supplier<Scores> scores, ClassTally recent) {
        ClassTally recentNow = recent.copy();
        return Scores.later(examples, () -> with(scores.get(), recentNow, new double[0]));
    }

    private Scores with(Scores scores, ClassTally of, double[] areas) {
        Map<Score, Double> values = new EnumMap<>(scores.values());
        values.put(Score.BALANCED_ACCURACY, of.balancedAccuracy());
        if (areas.length > 0) {
            values.put(Score.AUC, RankHistograms.mean(areas));
        }
        return new Scores(scores.examples(), values, of.table(names, c -> areas.length > 0 ? areas[c] : Double.NaN));
    }

    /** Writes all counts. */
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(names.size());
        tally.save(out);
        ranks.save(out);
    }

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged, or of another format or number of classes; nothing is restored then
     */
    public void restore(DataInput in) throws IOException {
        try {
            int format = in.readInt();
            int classes = in.readInt();
            if (format != FORMAT || classes != names.size()) {
                throw new IOException("class scores state must have format " + FORMAT + " and " + names.size()
                        + " classes but had " + format + " and " + classes);
            }
            ClassTally saved = ClassTally.restore(classes, in);
            ranks = RankHistograms.restore(ranked(), in);
            tally = saved;
        } catch (EOFException e) {
            throw new IOException("class scores state is damaged: it ends too early", e);
        }
    }
}
