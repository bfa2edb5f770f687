package io.rdrop.drift;

import io.rdrop.config.DriftDetectorConfig;
import io.rdrop.config.DriftDetectorType;
import io.rdrop.config.DriftQuantity;
import io.rdrop.example.DriftReport;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A quantity of answers: its mean by windows, and ADWIN on it. Written by one thread; any may read what it shows. */
final class WatchedMean {
    private final Watcher watcher;
    private final AtomicLong signals = new AtomicLong();
    private volatile double mean;
    private double sum;
    private int values;

    /** @param first the mean that is shown before there is one */
    WatchedMean(DriftQuantity on, double first) {
        watcher = new Watcher(DriftDetectorConfig.of(DriftDetectorType.ADWIN, on));
        mean = first;
    }

    /**
     * Takes the next value; one that is not finite is none.
     *
     * @return the signal that it has risen; null for none
     */
    DriftReport.@Nullable Mark add(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        sum += value;
        values++;
        DriftReport.Mark mark = watcher.update(value, "none");
        if (mark != null) {
            signals.incrementAndGet();
        }
        return mark;
    }

    /** The window is over: its mean is shown, if it had a value. */
    void endWindow() {
        if (values > 0) {
            mean = sum / values;
            sum = 0;
            values = 0;
        }
    }

    /** Of the latest whole window with a value. */
    double mean() {
        return mean;
    }

    /** How often it has risen. */
    long signals() {
        return signals.get();
    }
}
