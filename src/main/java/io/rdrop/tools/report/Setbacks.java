package io.rdrop.tools.report;

import io.rdrop.example.StepReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often a model diverged in a run and was taken back to a good state.
 *
 * @param count times
 * @param firstExample examples trained on when it was first noticed; 0 for never
 * @param rateBefore learning rate until then; NaN if it is not known
 * @param rateNow learning rate since
 */
public record Setbacks(long count, long firstExample, double rateBefore, double rateNow) {
    private static final MathContext DIGITS = new MathContext(4);

    /** A model that never diverged. */
    static final Setbacks NONE = new Setbacks(0, 0, Double.NaN, Double.NaN);

    /** @param before the report before this one; null for none */
    Setbacks after(@Nullable StepReport before, StepReport report) {
        if (count == 0 && report.divergences() == 0) {
            return this;
        }
        double rate = before == null ? Double.NaN : before.learningRate();
        return new Setbacks(
                count + report.divergences(),
                count == 0 ? report.trained() : firstExample,
                count == 0 ? rate : rateBefore,
                report.learningRate());
    }

    /** The same in a sentence, with what to do; empty if it never diverged. */
    public Optional<String> sentence() {
        if (count == 0) {
            return Optional.empty();
        }
        String when = String.format(
                Locale.ROOT,
                count == 1 ? "The model diverged at record %2$,d" : "The model diverged %,d times, first at record %,d",
                count,
                firstExample);
        return Optional.of(
                rateNow < rateBefore || Double.isNaN(rateBefore)
                        ? when + "; the learning rate" + (Double.isNaN(rateBefore) ? "" : " " + plain(rateBefore))
                                + " is too large, try " + plain(rateNow) + "."
                        : when + " and was taken back to its last good state; it goes on with the learning rate "
                                + plain(rateNow) + ".");
    }

    private static String plain(double rate) {
        return Double.isFinite(rate)
                ? new BigDecimal(rate, DIGITS).stripTrailingZeros().toPlainString()
                : Double.toString(rate);
    }
}
