package io.rdrop.tools.experiment;

import io.rdrop.example.Score;
import io.rdrop.tools.experiment.ExperimentTable.Difference;
import io.rdrop.tools.experiment.ExperimentTable.OfStream;
import io.rdrop.tools.report.ScoreText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** A table's numbers and verdicts for people. */
final class ExperimentText {
    static final String NONE = "–";

    private static final int DIGITS = 3;

    /** Of 95 % intervals, one in so many leaves out a difference of 0 by chance. */
    private static final int ONE_IN = 20;

    private ExperimentText() {}

    /** Such as {@code 0.1345 ± 0.0012}. */
    static String of(Score score, ConfidenceInterval interval) {
        return ScoreText.of(score, interval.mean()) + " ± " + ScoreText.of(score, interval.halfWidth());
    }

    /** The same of a difference, with its sign. */
    static String signed(Score score, ConfidenceInterval interval) {
        return (interval.mean() > 0 ? "+" : "") + of(score, interval);
    }

    static String passes(double passes) {
        return Double.isNaN(passes)
                ? NONE
                : new BigDecimal(passes)
                        .round(new MathContext(DIGITS))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /**
     * A sentence for each contrast, about the first leading score, such as {@code R-Drop helps against dropout:
     * log-loss -0.0045 ± 0.0012.}
     */
    static List<String> verdicts(OfStream stream) {
        return stream.differences().stream().map(ExperimentText::verdict).toList();
    }

    private static String verdict(Difference difference) {
        Score score = ComparedScores.leading(difference.scores().keySet()).get(0);
        Outcome outcome = Outcome.of(difference, score);
        String sentence = difference.contrast().variant() + " " + outcome.words() + " "
                + difference.contrast().against();
        return outcome == Outcome.SAME
                ? sentence + ": with equal compute they are one configuration."
                : sentence + ": " + ScoreText.name(score) + " " + signed(score, difference.of(score)) + ".";
    }

    /** How the numbers are to be read. */
    static String legend(ExperimentTable table) {
        Experiment experiment = table.experiment();
        long contrasts = table.streams().stream()
                .mapToLong(stream -> stream.differences().size())
                .sum();
        return String.format(
                Locale.ROOT,
                "Prequential scores over the whole stream, mean of %d seeds ± half of the 95 %% interval (Student's t)."
                        + " Differences are taken seed by seed, and only one whose interval leaves out 0 is said to help"
                        + " or to be worse. The intervals are not corrected for their number: of %d, about %d would leave"
                        + " out 0 by chance. Equal: %s.",
                experiment.seeds(),
                contrasts,
                Math.round((double) contrasts / ONE_IN),
                switch (experiment.equal()) {
                    case EXAMPLES -> "examples; each variant has the updates of its own settings";
                    case UPDATES -> "updates; variants with fewer have further ones on replayed examples";
                    case SECONDS ->
                        "seconds, counted in passes; cheaper variants have further updates on replayed" + " examples";
                });
    }
}
