package io.rdrop.tools.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thins an endless sequence of points to at most {@value #MAX_POINTS}, evenly spaced in steps: each time it is full,
 * every second point goes and the stride doubles. A dropped point's updates stay in the means of the next one that is
 * kept. The first and the latest point are always there.
 */
final class Curve {
    static final int MAX_POINTS = 1_000;

    private final List<CurvePoint> kept = new ArrayList<>();
    private @Nullable CurvePoint pending;
    private long seen;
    private long stride = 1;

    void add(CurvePoint point) {
        CurvePoint merged = pending == null ? point : point.absorbing(pending);
        if (seen++ % stride != 0) {
            pending = merged;
            return;
        }
        pending = null;
        kept.add(merged);
        if (kept.size() == MAX_POINTS - 1) {
            thin();
        }
    }

    /** An odd number of points goes in, so that the newest one stays and the next is due a whole new stride later. */
    private void thin() {
        int size = 1;
        for (int i = 2; i < kept.size(); i += 2) {
            kept.set(size++, kept.get(i).absorbing(kept.get(i - 1)));
        }
        kept.subList(size, kept.size()).clear();
        stride *= 2;
    }

    List<CurvePoint> points() {
        List<CurvePoint> points = new ArrayList<>(kept);
        if (pending != null) {
            points.add(pending);
        }
        return points;
    }
}
