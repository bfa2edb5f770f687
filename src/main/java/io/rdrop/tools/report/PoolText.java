package io.rdrop.tools.report;

import io.rdrop.example.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a pool says of its members, for people. */
public final class PoolText {
    private static final double PERCENT = 100;

    private PoolText() {}

    /** What R-Drop is worth on the stream, in a sentence; empty if no member with R-Drop has a twin without it. */
    public static Optional<String> worth(StepReport.Pool pool) {
        return pool.worth().stream()
                .filter(worth -> Double.isFinite(worth.againstDropout()) || Double.isFinite(worth.againstNone()))
                .findFirst()
                .map(worth -> "R-Drop is worth " + against(worth) + "; " + share(pool)
                        + " of the weight is on members with it.");
    }

    private static String against(StepReport.Worth worth) {
        List<String> twins = new ArrayList<>();
        if (Double.isFinite(worth.againstDropout())) {
            twins.add(nats(worth.againstDropout()) + " nats here against dropout alone");
        }
        if (Double.isFinite(worth.againstNone())) {
            twins.add(nats(worth.againstNone()) + " against none");
        }
        return String.join(", ", twins);
    }

    private static String nats(double value) {
        return String.format(Locale.ROOT, "%+.4f", value);
    }

    /** Of the absolute weights. */
    private static String share(StepReport.Pool pool) {
        double all = 0;
        double withRDrop = 0;
        for (StepReport.Member member : pool.members()) {
            all += Math.abs(member.weight());
            withRDrop += member.rDrop() ? Math.abs(member.weight()) : 0;
        }
        return String.format(Locale.ROOT, "%.0f %%", PERCENT * withRDrop / all);
    }
}
