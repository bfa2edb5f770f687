package io.rdrop.tools.feed.inference;

import io.rdrop.codec.Excerpt;
import io.rdrop.config.ConfigException;
import io.rdrop.tools.feed.files.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which label values are classes. Broken lines must not add one, and a rare class must not be lost, so a value is left
 * out, with a warning, only if
 *
 * <ol>
 *   <li>it never stands on a row that is otherwise good, or is longer than 200 characters;
 *   <li>it stands on a single good row, in a file with more than 1,000 of them: of one example nothing is learned;
 *   <li>the file has at least as many rows with other faults as the value has rows, and the value is rare (below 5 % of
 *       an even share of the rows) or of another kind than nearly all labels (a word among numbers, a number among
 *       words). In a file without faulty rows no class is lost to this rule, however rare.
 * </ol>
 *
 * The two most frequent values always stay. Classes are in numeric order if all are numbers, else in natural order: the
 * order of rows does not matter.
 */
public final class ClassInference {
    static final int MAX_CLASSES = 1_000;
    private static final int MAX_NAME_CHARS = 200;
    private static final int LARGE_FILE_ROWS = 1_000;
    private static final double RARE_SHARE = 0.05;
    private static final double FEW_SHARE = 0.05;
    private static final int FEW_ROWS_OF_A_CLASS = 10;
    private static final int MANY_CLASSES_OF_A_SMALL_FILE = 20;
    private static final int NAMED_IN_A_WARNING = 5;

    private final String column;
    private final long otherFaultyRows;
    private final List<String> warnings = new ArrayList<>();

    /** Messages name the column; the job will reject so many other rows, whatever their label. */
    public ClassInference(String column, long otherFaultyRows) {
        this.column = column;
        this.otherFaultyRows = otherFaultyRows;
    }

    /**
     * The classes of the labels that were seen.
     *
     * @param goodRows rows of each label value that have no other fault
     * @return classes in index order
     * @throws ConfigException if there are fewer than 2 classes, or values of such number that they are none
     */
    public List<Inspection.ClassCount> classes(Map<String, Long> goodRows) {
        List<Inspection.ClassCount> values = new ArrayList<>();
        goodRows.forEach((name, rows) -> values.add(new Inspection.ClassCount(name, rows)));
        long labelled = total(values);
        List<Inspection.ClassCount> all = List.copyOf(values);
        leaveOut(
                values,
                values.stream()
                        .filter(v -> v.rows() == 0 || v.name().length() > MAX_NAME_CHARS)
                        .toList(),
                "on no row that is otherwise good");
        if (labelled > LARGE_FILE_ROWS) {
            leaveOut(values, withoutTopTwo(values, v -> v.rows() == 1), "on a single row");
        }
        long faulty = otherFaultyRows + labelled - total(values);
        leaveOut(
                values,
                withoutTopTwo(values, v -> v.rows() <= faulty && (isRare(v, values) || isOdd(v, values))),
                "rare or of another kind than the other labels, in a file with as many broken rows");
        check(values, all, labelled);
        boolean numeric = values.stream().allMatch(v -> NumberText.isNumber(v.name()));
        Comparator<Inspection.ClassCount> natural = Comparator.comparing(Inspection.ClassCount::name);
        values.sort(
                numeric
                        ? Comparator.<Inspection.ClassCount>comparingDouble(v -> Double.parseDouble(v.name()))
                                .thenComparing(natural)
                        : natural);
        for (Inspection.ClassCount value : values) {
            if (value.rows() < FEW_ROWS_OF_A_CLASS && labelled > LARGE_FILE_ROWS) {
                warnings.add("class " + Excerpt.of(value.name()) + " has only " + value.rows() + " rows");
            }
        }
        return List.copyOf(values);
    }

    /** In the order in which they arose. */
    public List<String> warnings() {
        return warnings;
    }

    private void check(List<Inspection.ClassCount> classes, List<Inspection.ClassCount> all, long labelled) {
        boolean nearlyAllDiffer = classes.size() > MANY_CLASSES_OF_A_SMALL_FILE && 2L * classes.size() > labelled;
        if (classes.size() > MAX_CLASSES || nearlyAllDiffer || labelled - total(classes) > FEW_SHARE * labelled) {
            throw LabelScan.notClasses(column, all.size() + " distinct values in " + labelled + " rows");
        }
        if (classes.size() < 2) {
            throw new ConfigException(
                    "the label column " + Excerpt.of(column) + " must have at least 2 classes but has "
                            + (classes.isEmpty()
                                    ? "none"
                                    : "only " + Excerpt.of(classes.get(0).name())));
        }
    }

    private void leaveOut(List<Inspection.ClassCount> values, List<Inspection.ClassCount> junk, String why) {
        if (junk.isEmpty()) {
            return;
        }
        values.removeAll(junk);
        List<String> names = junk.stream()
                .limit(NAMED_IN_A_WARNING)
                .map(v -> Excerpt.of(v.name()) + " (" + v.rows() + ")")
                .toList();
        warnings.add(String.format(
                Locale.ROOT,
                "not taken as classes, because %s: %s%s; if one is a class, add it to label.classes",
                why,
                String.join(", ", names),
                junk.size() > names.size() ? " and " + (junk.size() - names.size()) + " more" : ""));
    }

    private static List<Inspection.ClassCount> withoutTopTwo(
            List<Inspection.ClassCount> values, Predicate<Inspection.ClassCount> junk) {
        List<Inspection.ClassCount> topTwo = values.stream()
                .sorted(Comparator.comparingLong(Inspection.ClassCount::rows).reversed())
                .limit(2)
                .toList();
        return values.stream().filter(v -> !topTwo.contains(v) && junk.test(v)).toList();
    }

    private static boolean isRare(Inspection.ClassCount value, List<Inspection.ClassCount> values) {
        return value.rows() * (double) values.size() < RARE_SHARE * total(values);
    }

    private static boolean isOdd(Inspection.ClassCount value, List<Inspection.ClassCount> values) {
        boolean number = NumberText.isNumber(value.name());
        long ofItsKind = total(values.stream()
                .filter(v -> NumberText.isNumber(v.name()) == number)
                .toList());
        return ofItsKind < FEW_SHARE * total(values);
    }

    private static long total(List<Inspection.ClassCount> values) {
        return values.stream().mapToLong(Inspection.ClassCount::rows).sum();
    }
}
