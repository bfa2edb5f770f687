package io.rdrop.drift;

import io.rdrop.config.DriftQuantity;
import io.rdrop.example.ColumnMoments;
import io.rdrop.example.DriftReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Watches a model that answers records without labels: whether their numbers are still like those that it learned from
 * ({@link InputStability}), and whether it becomes less sure of its answers (ADWIN on their entropy), or passes of its
 * network through dropout agree less (ADWIN on their divergence, of those records that it is told). Written by one
 * thread; what it shows may be read by any.
 */
public final class AnswerWatch {
    /** Columns that a message names. */
    private static final int NAMED = 3;

    private static final double LN_LEAST = Math.log(Float.MIN_NORMAL);

    private final int records;
    private final @Nullable InputStability inputs;
    private final WatchedMean entropy = new WatchedMean(DriftQuantity.ENTROPY, 0);
    private final WatchedMean divergence = new WatchedMean(DriftQuantity.KL, Double.NaN);
    private volatile double largest;
    private volatile int shifted;
    private int answered;
    private boolean wasShifted;

    /**
     * @param columns of numbers; 0 of what is no table
     * @param records that are compared at a time, at least 30
     */
    public AnswerWatch(int columns, int records) {
        this.records = records;
        inputs = columns == 0 ? null : new InputStability(columns, records);
    }

    /** Another version answers from now on, which has learned from this. */
    public void compareWith(List<ColumnMoments> learned) {
        if (inputs != null) {
            inputs.compareWith(learned);
        }
    }

    /**
     * A record was answered.
     *
     * @param numbers of its columns, NaN if missing; empty of what is no table
     * @param probabilities of its classes; empty of what has none
     * @return what is to be told people; none if there is nothing new
     */
    public List<String> answered(double[] numbers, float[] probabilities) {
        List<String> told = new ArrayList<>();
        if (inputs != null && numbers.length > 0 && inputs.add(numbers)) {
            compared(inputs, told);
        }
        if (probabilities.length > 1) {
            DriftReport.Mark mark = entropy.add(entropy(probabilities));
            if (mark != null) {
                told.add(String.format(
                        Locale.ROOT,
                        "answers are less sure: their entropy was %.3f and is %.3f nats, after %d answers",
                        mark.before(),
                        mark.estimate(),
                        mark.values()));
            }
        }
        if (++answered == records) {
            entropy.endWindow();
            divergence.endWindow();
            answered = 0;
        }
        return told;
    }

    /**
     * A record that is about to be {@link #answered} was put through the network's dropout passes.
     *
     * @param apart how far they are apart: nats of classes; ignored if it is not finite
     * @return as {@link #answered}
     */
    public List<String> passed(double apart) {
        DriftReport.Mark mark = divergence.add(apart);
        return mark == null
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "dropout passes agree less: their divergence was %.4f and is %.4f, after %d records",
                        mark.before(),
                        mark.estimate(),
                        mark.values()));
    }

    private void compared(InputStability now, List<String> told) {
        List<Integer> columns = IntStream.range(0, now.columns())
                .filter(column -> now.of(column) > InputStability.SHIFTED)
                .boxed()
                .sorted(Comparator.comparingDouble(now::of).reversed())
                .toList();
        largest = IntStream.range(0, now.columns()).mapToDouble(now::of).max().orElse(0);
        shifted = columns.size();
        boolean isShifted = !columns.isEmpty();
        if (isShifted && !wasShifted) {
            told.add(columns.stream()
                            .limit(NAMED)
                            .map(column ->
                                    String.format(Locale.ROOT, "%s (PSI %.2f)", now.name(column), now.of(column)))
                            .collect(Collectors.joining(
                                    ", ",
                                    columns.size() == 1
                                            ? "1 column is not as it was learned: "
                                            : columns.size() + " columns are not as they were learned: ",
                                    ""))
                    + (columns.size() > NAMED ? " and others" : ""));
        }
        wasShifted = isShifted;
    }

    /** H = -sum p ln p, nats. */
    private static double entropy(float[] probabilities) {
        double sum = 0;
        for (float p : probabilities) {
            sum -= p > 0 ? p * Math.max(LN_LEAST, Math.log(p)) : 0;
        }
        return sum;
    }

    /** The largest index of a column over the latest whole window of records. */
    public double stability() {
        return largest;
    }

    /** Columns whose index is above 0.25. */
    public int shifted() {
        return shifted;
    }

    /** Mean entropy of the answers of the latest whole window, nats. */
    public double meanEntropy() {
        return entropy.mean();
    }

    /** How often the entropy has risen. */
    public long signals() {
        return entropy.signals();
    }

    /** Mean divergence between passes of the latest whole window in which there were some; NaN before the first. */
    public double meanDivergence() {
        return divergence.mean();
    }

    /** How often the divergence has risen. */
    public long divergenceSignals() {
        return divergence.signals();
    }
}
