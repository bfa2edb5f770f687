package io.rdrop.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.Locale;

/**
 * Whether a model beats its referees, said plainly. The margin within which it is called level is two standard errors of the
 * difference of two proportions, 2 sqrt((p(1-p) + q(1-q)) / n); that both predict the same examples makes it a careful one.
 *
 * @param outcome against the better of the two referees
 * @param sentence the same in one sentence, with its numbers
 */
public record Verdict(Outcome outcome, String sentence) {
    /** How a model stands against the better referee. */
    public enum Outcome {
        BEATS,
        LEVEL,
        LOSES,
        NOTHING_SCORED;

        /** Lower-case, as in report.json. */
        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Referee(String name, double accuracy) {
        String text() {
            return String.format(Locale.ROOT, "%s (%.2f %%)", name, 100 * accuracy);
        }
    }

    /** Judges the scores of one model. */
    public static Verdict of(Scores scores) {
        if (scores.examples() == 0) {
            return new Verdict(Outcome.NOTHING_SCORED, "Nothing was scored, so there is nothing to compare.");
        }
        Referee noChange = new Referee("no-change", scores.get(Score.NO_CHANGE_ACCURACY));
        Referee majority = new Referee("majority", scores.get(Score.MAJORITY_ACCURACY));
        boolean noChangeBetter = noChange.accuracy >= majority.accuracy;
        Referee best = noChangeBetter ? noChange : majority;
        Referee other = noChangeBetter ? majority : noChange;
        double accuracy = scores.get(Score.ACCURACY);
        double lead = accuracy - best.accuracy;
        double margin = 2 * Math.sqrt((variance(accuracy) + variance(best.accuracy)) / scores.examples());
        String seen = String.format(Locale.ROOT, "%.2f %% right over %,d examples", 100 * accuracy, scores.examples());
        if (Math.abs(lead) <= margin) {
            return new Verdict(
                    Outcome.LEVEL,
                    String.format(
                            Locale.ROOT,
                            "The model is level with %s: %s, a difference of %.2f points, within two standard errors (%.2f).",
                            best.text(),
                            seen,
                            100 * Math.abs(lead),
                            100 * margin));
        }
        if (lead > 0) {
            return new Verdict(
                    Outcome.BEATS,
                    String.format(
                            Locale.ROOT,
                            "The model beats both referees: %s, %.2f points above %s and %.2f above %s.",
                            seen,
                            100 * lead,
                            best.text(),
                            100 * (accuracy - other.accuracy),
                            other.text()));
        }
        return new Verdict(
                Outcome.LOSES,
                String.format(
                        Locale.ROOT,
                        "The model does not beat its referees: %s, %.2f points below %s and %.2f %s %s.",
                        seen,
                        -100 * lead,
                        best.text(),
                        100 * Math.abs(accuracy - other.accuracy),
                        accuracy >= other.accuracy ? "above" : "below",
                        other.text()));
    }

    private static double variance(double share) {
        return share * (1 - share);
    }
}
