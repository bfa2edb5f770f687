package io.rdrop.codec;

import io.rdrop.example.ByteReader;
import io.rdrop.example.CategoryKey;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TableFeatures;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The columns of one record, whatever format it came in, with the first fault among them in configured order. */
final class TableRow {
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

    private static final @Nullable String[] NO_CATEGORIES = {};

    private final Columns columns;
    private final int maxCategoryBytes;
    private final double[] numbers;
    private final @Nullable String[] categories;
    /** Columns before this one were given. Records mostly name them in configured order, and need no other memory. */
    private int inOrder;

    private boolean @Nullable [] outOfOrder;
    private @Nullable Fault columnFault;
    private int columnOfFault = Integer.MAX_VALUE;
    private @Nullable Fault shapeFault;
    private @Nullable String extraColumn;
    private boolean byPosition;

    /** @param maxCategoryBytes see {@link CategoryKey#of} */
    TableRow(Columns columns, int maxCategoryBytes) {
        this.columns = columns;
        this.maxCategoryBytes = maxCategoryBytes;
        numbers = new double[columns.numericCount()];
        categories = columns.categoricalCount() == 0 ? NO_CATEGORIES : new String[columns.categoricalCount()];
    }

    TableFeatures features() {
        return new TableFeatures(numbers, categories);
    }

    /** The column that a record in configured order names next; {@link Columns#size} if there is none. */
    int next() {
        return inOrder;
    }

    /** Notes that the record gives a column; false, and a fault, if it has done so already. */
    boolean begin(int column) {
        if (column == inOrder) {
            inOrder++;
            while (outOfOrder != null && inOrder < outOfOrder.length && outOfOrder[inOrder]) {
                inOrder++;
            }
            return true;
        }
        if (outOfOrder == null) {
            outOfOrder = new boolean[columns.size()];
        }
        if (column < inOrder || outOfOrder[column]) {
            refuse(
                    column,
                    RejectionReason.EXTRA_COLUMN,
                    "column " + Excerpt.of(columns.name(column)) + " is given twice");
            return false;
        }
        outOfOrder[column] = true;
        return true;
    }

    /** Notes a column that is not configured. */
    void extra(String name) {
        extraColumn = extraColumn == null ? Excerpt.of(name) : extraColumn;
    }

    /** Notes that columns came without names, and how many. */
    void byPosition(int length) {
        byPosition = true;
        hasLength("elements", columns.size(), length);
    }

    /** Whether there are as many values as columns; notes a fault of the whole if not. */
    boolean hasLength(String what, int expected, int length) {
        if (length != expected && shapeFault == null) {
            shapeFault = new Fault(
                    RejectionReason.WRONG_LENGTH,
                    "`features` must have " + expected + " " + what + ", one per configured column, but had " + length);
        }
        return length == expected;
    }

    void missing(int column) {
        if (columns.isNumeric(column)) {
            numbers[columns.slot(column)] = Double.NaN;
        } else {
            categories[columns.slot(column)] = null;
        }
    }

    /** Sets a number and returns whether it is finite; if not, the caller refuses it, with its text. */
    boolean number(int column, double number) {
        numbers[columns.slot(column)] = number;
        return Double.isFinite(number);
    }

    /** Fills all numbers, in the order of their columns; NaN is a missing value. */
    void readNumbers(ByteReader in, boolean float32) throws IOException {
        if (float32) {
            in.floats(numbers);
        } else {
            in.doubles(numbers);
        }
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isInfinite(numbers[i])) {
                refuseNumber(columns.ofNumber(i), numbers[i]);
                return;
            }
        }
    }

    void refuseNumber(int column, double number) {
        refuse(column, RejectionReason.NOT_FINITE, "must be a finite number", "the number " + number);
    }

    void category(int column, String category) {
        categories[columns.slot(column)] = CategoryKey.of(category, maxCategoryBytes);
    }

    /** A text where a number must be. */
    void textForNumber(int column, String text) {
        boolean notFinite = NOT_FINITE.matcher(text).matches();
        refuse(
                column,
                notFinite ? RejectionReason.NOT_FINITE : RejectionReason.WRONG_TYPE,
                "must be a " + (notFinite ? "finite float64 " : "JSON ") + "number",
                "the string \"" + Excerpt.of(text) + "\"");
    }

    /** Whether a fault of the column would be the one that counts; else it need not be put into words. */
    boolean counts(int column) {
        return column < columnOfFault;
    }

    /** Notes a fault of a column. */
    void refuse(int column, RejectionReason reason, String expected, String was) {
        refuse(column, reason, "column " + Excerpt.of(columns.name(column)) + " " + expected + " but was " + was);
    }

    private void refuse(int column, RejectionReason reason, String detail) {
        if (counts(column)) {
            columnFault = new Fault(reason, detail);
            columnOfFault = column;
        }
    }

    /** The fault that counts: shape, then columns in configured order, then columns that are not configured. */
    @Nullable
    Fault fault() {
        if (shapeFault != null) {
            return shapeFault;
        }
        if (!byPosition && inOrder < columns.size() && inOrder < columnOfFault) {
            return new Fault(
                    RejectionReason.MISSING_COLUMN,
                    "column " + Excerpt.of(columns.name(inOrder)) + " is missing"
                            + (extraColumn == null ? "" : "; the record has " + extraColumn + ", not configured"));
        }
        if (columnFault == null && extraColumn != null) {
            return new Fault(RejectionReason.EXTRA_COLUMN, "column " + extraColumn + " is not configured");
        }
        return columnFault;
    }
}
