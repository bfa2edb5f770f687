package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well each class is told apart. An accuracy says nothing of a class that is rare: here it has a line of its own.
 *
 * @param examples scored since these counts began
 * @param classes classes of the task
 * @param rows in index order; of more than {@value #MAX_ROWS} classes the rarest that occurred
 * @param confusion examples by label and prediction, both in the order of {@code rows}; empty with more classes than
 * rows
 */
@Public
public record ClassTable(long examples, int classes, List<Row> rows, List<List<Long>> confusion) {
    /** Classes with a row, and with a confusion matrix, at most. */
    public static final int MAX_ROWS = 20;

    /** A class is rare below this part of an even share of the examples. */
    private static final long RARE_PART = 10;

    public ClassTable {
        rows = List.copyOf(rows);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /**
     * One class.
     *
     * @param name as configured
     * @param labelled examples of it
     * @param predicted examples taken for it
     * @param hits examples of it taken for it
     * @param auc probability that it is given a higher probability on an example of it than on another one; null if not
     * known
     */
    @Public
    public record Row(
            String name,
            long labelled,
            long predicted,
            long hits,
            @Nullable Double auc) {
        /** Share of its examples that were found; NaN without one. */
        public double recall() {
            return (double) hits / labelled;
        }

        /** Share of right ones among what was taken for it; NaN if nothing was. */
        public double precision() {
            return (double) hits / predicted;
        }
    }

    /** Those below a tenth of an even share, the rarest first; a class that never occurred is none of them. */
    public List<Row> rare() {
        return rows.stream()
                .filter(row -> row.labelled() > 0 && RARE_PART * classes * row.labelled() < examples)
                .sorted((a, b) -> Long.compare(a.labelled(), b.labelled()))
                .toList();
    }
}
