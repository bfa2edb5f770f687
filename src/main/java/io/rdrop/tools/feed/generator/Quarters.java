package io.rdrop.tools.feed.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Cuts a stream into periods of a quarter of its intended length: the concept changes at 25, 50 and 75 %, and goes on
 * changing at that pace if the stream is read further.
 *
 * @param examples intended length of the stream
 */
record Quarters(long examples) {
    private static final int PERIODS = 4;

    Quarters {
        if (examples < PERIODS) {
            throw new IllegalArgumentException("examples must be >= " + PERIODS + " but was " + examples);
        }
        if (examples > Long.MAX_VALUE / 16) {
            throw new IllegalArgumentException("examples must be <= " + Long.MAX_VALUE / 16 + " but was " + examples);
        }
    }

    /** 0-based period of an example. */
    long periodOf(long example) {
        // The largest period p with start(p) <= example.
        return (PERIODS * example + PERIODS - 1) / examples;
    }

    /** Index of the first example of a period. */
    long start(long period) {
        return period * examples / PERIODS;
    }

    /** One drift point per beginning of a period before {@code end}, but for the first. */
    List<DriftPoint> driftPointsBefore(long end, long widthExamples, LongFunction<String> changeOf) {
        List<DriftPoint> points = new ArrayList<>();
        for (long period = 1; start(period) < end; period++) {
            points.add(new DriftPoint(start(period), widthExamples, changeOf.apply(period)));
        }
        return points;
    }
}
