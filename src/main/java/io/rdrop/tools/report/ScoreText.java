package io.rdrop.tools.report;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Scores for people at a terminal. */
public final class ScoreText {
    private static final int STEP_DECIMALS = 3;
    private static final int DIGITS = 4;
    private static final double LEAST_PLAIN = 1e-4;
    private static final double MOST_PLAIN = 1e9;

    private ScoreText() {}

    /** A score's name; a referee's is that of the referee alone. */
    public static String name(Score score) {
        return switch (score) {
            case ACCURACY -> "accuracy";
            case KAPPA -> "kappa";
            case LOG_LOSS -> "log-loss";
            case CALIBRATION_ERROR -> "calibration error";
            case NO_CHANGE_ACCURACY -> "no-change";
            case MAJORITY_ACCURACY -> "majority";
            case CONSTANT_ACCURACY -> "best constant";
            case BALANCED_ACCURACY -> "balanced accuracy";
            case AUC -> "AUC";
            case MAE -> "MAE";
            case RMSE -> "RMSE";
            case R2 -> "R2";
            case LAST_VALUE_MAE, LAST_VALUE_RMSE -> "last value";
            case RUNNING_MEAN_MAE, RUNNING_MEAN_RMSE -> "running mean";
            case BLEU -> "BLEU";
            case CHRF -> "chrF";
            case COPIED_BLEU, COPIED_CHRF -> "copying the source";
            case ROUGE_L -> "ROUGE-L";
            case ROUGE_1 -> "ROUGE-1";
            case ROUGE_2 -> "ROUGE-2";
            case LEAD_ROUGE_L, LEAD_ROUGE_1, LEAD_ROUGE_2 -> "the lead sentence";
            case BITS_PER_CHARACTER -> "bits per character";
            case PERPLEXITY -> "perplexity";
            case FREQUENCIES_BITS_PER_CHARACTER -> "frequencies";
            case COUNTS_BITS_PER_CHARACTER -> "best counts";
            case TOKEN_ACCURACY -> "token accuracy";
            case TOKEN_LOG_LOSS -> "log-loss";
            case MACRO_F1 -> "macro F1";
            case SPAN_F1 -> "span F1";
            case FREQUENT_TAG_ACCURACY, FREQUENT_TAG_MACRO_F1, FREQUENT_TAG_SPAN_F1 -> "the word's most frequent tag";
            case CUT_SHARE -> "cut off";
        };
    }

    /**
     * The task's headline score beside its referees, but for one in hindsight, which is for the end: {@code accuracy
     * 0.887 (no-change 0.571, majority 0.701)}.
     *
     * @param decimals of what is no error; errors, which have the target's unit, have at least four significant digits
     */
    public static String headline(TaskTerms terms, Scores scores, int decimals) {
        return beside(scores, terms.headline(), decimals);
    }

    /** A score's value, with four digits. */
    public static String of(Score score, double value) {
        return value(score, value, DIGITS);
    }

    /** The latest step in a line of progress: its scores, then its terms. */
    public static String step(TaskTerms terms, StepReport step) {
        return String.format(
                "%s | %s %s %s %s",
                headline(terms, step.window(), STEP_DECIMALS),
                terms.error().shortName(),
                fixed(step.crossEntropy(), STEP_DECIMALS),
                terms.divergence().shortName(),
                fixed(step.klDivergence(), STEP_DECIMALS + 1));
    }

    /** The same from the longest text to the shortest: without its terms, without its referees. */
    public static List<String> steps(TaskTerms terms, StepReport step) {
        Score headline = terms.headline();
        return List.of(
                step(terms, step),
                headline(terms, step.window(), STEP_DECIMALS),
                name(headline) + " " + value(headline, step.window().get(headline), STEP_DECIMALS));
    }

    /** Every score, those that have referees beside them. */
    public static String all(Scores scores, int decimals) {
        return scores.values().keySet().stream()
                .filter(score -> !isReferee(score))
                .map(score -> beside(scores, score, decimals))
                .collect(Collectors.joining(", "));
    }

    private static boolean isReferee(Score score) {
        for (Score other : Score.values()) {
            if (other.referees().contains(score)) {
                return true;
            }
        }
        return false;
    }

    private static String beside(Scores scores, Score score, int decimals) {
        String own = name(score) + " " + value(score, scores.get(score), decimals)
                + (score == Score.LOG_LOSS || score == Score.TOKEN_LOG_LOSS ? " nats" : "");
        return score.referees().stream()
                .filter(referee -> !referee.isInHindsight() && scores.values().containsKey(referee))
                .map(referee -> name(referee) + " " + value(referee, scores.get(referee), decimals))
                .reduce((one, next) -> one + ", " + next)
                .map(referees -> own + " (" + referees + ")")
                .orElse(own);
    }

    private static String value(Score score, double value, int decimals) {
        return score.isInUnitsOfTarget() ? significant(value) : fixed(value, decimals);
    }

    /** With so many decimals, unless it is huge. */
    public static String fixed(double value, int decimals) {
        return String.format(
                Locale.ROOT, Math.abs(value) < MOST_PLAIN ? "%." + decimals + "f" : "%." + (DIGITS - 1) + "e", value);
    }

    /** At least four significant digits, whatever the unit. */
    static String significant(double value) {
        double size = Math.abs(value);
        if (size == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
            int beforePoint = size < LEAST_PLAIN ? 1 : 1 + (int) Math.floor(Math.log10(size));
            return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - beforePoint) + "f", value);
        }
        return String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", value);
    }
}
