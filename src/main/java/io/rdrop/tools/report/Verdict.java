package io.rdrop.tools.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Whether a model beats its referees, said plainly, by its headline score. The margin within which it is called level
 * is two standard errors of the difference of two means, 2 sqrt((v + w) / n), with v = p(1 - p) for a share p of right
 * predictions and v = RMSE^2 - MAE^2 for absolute errors; that both predict the same examples makes it a careful one.
 *
 * @param outcome against the best of the referees
 * @param sentence the same in one sentence, with its numbers
 */
public record Verdict(Outcome outcome, String sentence) {
    /** How a model stands against the best referee. */
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

    /** A predictor without inputs, the model's lead over it, and the variance of its score on one example. */
    private record Referee(String text, double lead, double variance) {}

    /** Judges the scores of one model. */
    public static Verdict of(TaskTerms terms, Scores scores) {
        if (scores.examples() == 0) {
            return new Verdict(Outcome.NOTHING_SCORED, "Nothing was scored, so there is nothing to compare.");
        }
        Score score = terms.headline();
        List<Referee> bestFirst = score.referees().stream()
                .filter(referee -> !Double.isNaN(scores.get(referee))) // of before there was this one
                .map(referee -> referee(scores, score, referee))
                .sorted(Comparator.comparingDouble(Referee::lead))
                .toList();
        Referee best = bestFirst.get(0);
        double margin = 2 * Math.sqrt((scores.variance(score) + best.variance()) / scores.examples());
        String points = score.isInUnitsOfTarget() ? "" : " points";
        String seen = String.format(
                Locale.ROOT, "%s over %,d examples", terms.phrase(value(score, scores.get(score))), scores.examples());
        if (Math.abs(best.lead()) <= margin) {
            return new Verdict(
                    Outcome.LEVEL,
                    String.format(
                            "The model is level with %s: %s, a difference of %s%s, within two standard errors (%s).",
                            best.text(), seen, amount(score, best.lead()), points, amount(score, margin)));
        }
        return new Verdict(
                best.lead() > 0 ? Outcome.BEATS : Outcome.LOSES,
                String.format(
                        "The model %s: %s, %s.",
                        best.lead() > 0 ? "beats its referees" : "does not beat its referees",
                        seen,
                        leads(score, bestFirst, points)));
    }

    private static String leads(Score score, List<Referee> bestFirst, String points) {
        List<String> leads = new ArrayList<>();
        for (Referee referee : bestFirst) {
            leads.add(amount(score, referee.lead())
                    + (leads.isEmpty() ? points : "")
                    + " "
                    + side(score, referee.lead())
                    + " "
                    + referee.text());
        }
        if (leads.size() == 1) {
            return leads.get(0);
        }
        int last = leads.size() - 1;
        return String.join(", ", leads.subList(0, last)) + " and " + leads.get(last);
    }

    private static Referee referee(Scores scores, Score score, Score referee) {
        double value = scores.get(referee);
        double higher = scores.get(score) - value;
        return new Referee(
                ScoreText.name(referee) + " (" + value(score, value) + ")",
                score.isHigherBetter() ? higher : -higher,
                scores.variance(referee));
    }

    private static String value(Score score, double value) {
        return score.isInUnitsOfTarget()
                ? ScoreText.significant(value)
                : String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }

    private static String amount(Score score, double lead) {
        double size = Math.abs(lead);
        return score.isInUnitsOfTarget() ? ScoreText.significant(size) : String.format(Locale.ROOT, "%.2f", 100 * size);
    }

    /** Whether the model's score lies above that of a referee or below. */
    private static String side(Score score, double lead) {
        return lead >= 0 == score.isHigherBetter() ? "above" : "below";
    }
}
