package io.rdrop.tools.experiment;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which scores of a task variants are compared by: all that are not of a referee, what training minimises first. */
final class ComparedScores {
    /** What training minimises is the last of its task here. */
    private static final List<Score> FIRST = List.of(
            Score.ACCURACY,
            Score.LOG_LOSS,
            Score.RMSE,
            Score.TOKEN_ACCURACY,
            Score.TOKEN_LOG_LOSS,
            Score.PERPLEXITY,
            Score.BITS_PER_CHARACTER);

    private static final int OF_TEXTS = 3;
    private static final int OF_OTHERS = 2;

    private ComparedScores() {}

    /**
     * Log-loss, then accuracy, then the others; of a regression RMSE first, of a language model bits; of texts that are
     * written log-loss, BLEU, chrF.
     */
    static List<Score> of(Scores scores) {
        List<Score> all = List.copyOf(scores.values().keySet());
        return ordered(all.stream()
                .filter(score ->
                        all.stream().noneMatch(other -> other.referees().contains(score)))
                .toList());
    }

    /** Those that tables and curves show: the first two, of texts that are written the first three. */
    static List<Score> leading(Scores scores) {
        return leading(of(scores));
    }

    /** Those of a cell, whose scores are all compared, in the same order. */
    static List<Score> of(Set<Score> compared) {
        return ordered(compared.stream().sorted().toList());
    }

    /** Those of them that tables and curves show. */
    static List<Score> leading(Set<Score> compared) {
        return leading(of(compared));
    }

    private static List<Score> leading(List<Score> ordered) {
        return ordered.subList(0, areOfWrittenTexts(ordered) ? OF_TEXTS : OF_OTHERS);
    }

    private static boolean areOfWrittenTexts(List<Score> scores) {
        return scores.contains(Score.BLEU) || scores.contains(Score.ROUGE_L);
    }

    private static List<Score> ordered(List<Score> scores) {
        List<Score> ordered = new ArrayList<>(scores);
        for (Score first : areOfWrittenTexts(scores) ? List.of(Score.TOKEN_LOG_LOSS) : FIRST) {
            if (ordered.remove(first)) {
                ordered.add(0, first);
            }
        }
        return List.copyOf(ordered);
    }
}
