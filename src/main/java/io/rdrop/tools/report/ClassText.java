package io.rdrop.tools.report;

import io.rdrop.codec.Excerpt;
import io.rdrop.example.ClassTable;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What an accuracy does not say of classes that are rare, for people at a terminal. */
public final class ClassText {
    private static final int MAX_LINES = 5;

    private ClassText() {}

    /**
     * A line for each class that is rare, and one of what is to be watched in place of accuracy; none if no class is.
     */
    public static List<String> rare(Scores scores) {
        ClassTable table = scores.classes();
        List<ClassTable.Row> rare = table == null ? List.of() : table.rare();
        if (table == null || rare.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (ClassTable.Row row : rare.subList(0, Math.min(MAX_LINES, rare.size()))) {
            lines.add(String.format(
                    Locale.ROOT,
                    "class %s is rare (%s of the examples): recall %s, precision %s%s",
                    Excerpt.of(row.name()),
                    percent((double) row.labelled() / table.examples()),
                    percent(row.recall()),
                    row.predicted() == 0 ? "none (never predicted)" : percent(row.precision()),
                    row.auc() == null ? "" : ", AUC " + ScoreText.fixed(row.auc(), 3)));
        }
        if (rare.size() > MAX_LINES) {
            lines.add("and " + (rare.size() - MAX_LINES) + " more classes are rare");
        }
        lines.add(String.format(
                Locale.ROOT,
                "balanced accuracy %s (a constant has %s)",
                percent(scores.get(Score.BALANCED_ACCURACY)),
                percent(1.0 / table.classes())));
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
