package io.rdrop.session;

import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of a column's outliers when there were 1, 10, 100, ... of them, so that a column has few lines, however many
 * there are.
 */
final class OutlierLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutlierLog.class);
    private static final int BASE = 10;

    private OutlierLog() {}

    /**
     * Warns of a step's outliers.
     *
     * @param total those of its model so far, these included
     */
    static void warn(StepReport step, List<Outliers> total) {
        for (Outliers latest : step.outliers()) {
            for (Outliers all : total) {
                if (all.column().equals(latest.column()) && isDue(all.count(), latest.count())) {
                    LOG.warn(
                            "model {}, column {}: {} outliers so far, the largest {} ({}); they are taken as missing",
                            step.model(),
                            all.column(),
                            all.count(),
                            all.largest(),
                            all.position());
                }
            }
        }
    }

    /** Whether the count has reached a power of ten by its latest part. */
    static boolean isDue(long count, long latest) {
        long reached = 1;
        while (reached <= count / BASE) {
            reached *= BASE;
        }
        return count - latest < reached;
    }
}
