package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.Features;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TableFeatures;
import java.io.IOException;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The feature columns of one record, with the first fault among them in configured order. */
final class FeatureValues implements FeatureReader {
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);

    private final Columns columns;
    private final double[] numbers;
    private final @Nullable String[] categories;
    private final BitSet seen = new BitSet();
    private @Nullable Fault columnFault;
    private int columnOfFault = Integer.MAX_VALUE;
    private @Nullable Fault shapeFault;
    private @Nullable String extraColumn;
    private boolean byPosition;

    FeatureValues(Columns columns) {
        this.columns = columns;
        numbers = new double[columns.numericCount()];
        categories = new String[columns.categoricalCount()];
    }

    @Override
    public Features features() {
        return new TableFeatures(numbers, categories);
    }

    /** Reads an object by column name or an array in configured order; the parser ends on its last token. */
    @Override
    public void read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            readObject(parser);
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            readArray(parser);
        } else {
            shapeFault = new Fault(
                    RejectionReason.NO_FEATURES,
                    "`features` must be an object or an array but was " + Tokens.describe(parser));
        }
    }

    /** The fault that counts: shape, then columns in configured order, then columns that are not configured. */
    @Override
    public @Nullable Fault fault() {
        if (shapeFault != null) {
            return shapeFault;
        }
        int absent = seen.nextClearBit(0);
        if (!byPosition && absent < columns.size() && absent < columnOfFault) {
            return new Fault(
                    RejectionReason.MISSING_COLUMN,
                    "column " + Excerpt.of(columns.name(absent)) + " is missing"
                            + (extraColumn == null ? "" : "; the record has " + extraColumn + ", not configured"));
        }
        if (columnFault == null && extraColumn != null) {
            return new Fault(RejectionReason.EXTRA_COLUMN, "column " + extraColumn + " is not configured");
        }
        return columnFault;
    }

    private void readObject(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Integer column = columns.index(name);
            if (column == null) {
                extraColumn = extraColumn == null ? Excerpt.of(name) : extraColumn;
            } else if (seen.get(column)) {
                refuse(column, RejectionReason.EXTRA_COLUMN, "column " + Excerpt.of(name) + " is given twice");
            } else {
                seen.set(column);
                readColumn(parser, column);
            }
            parser.skipChildren();
        }
    }

    private void readArray(JsonParser parser) throws IOException {
        byPosition = true;
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (length < columns.size()) {
                readColumn(parser, length);
            }
            length++;
            parser.skipChildren();
        }
        if (length != columns.size()) {
            shapeFault = new Fault(
                    RejectionReason.WRONG_LENGTH,
                    "`features` must have " + columns.size() + " elements, one per configured column, but had "
                            + length);
        }
    }

    private void readColumn(JsonParser parser, int column) throws IOException {
        if (columns.isNumeric(column)) {
            readNumber(parser, column);
        } else {
            readCategory(parser, column);
        }
    }

    private void readNumber(JsonParser parser, int column) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> numbers[columns.slot(column)] = Double.NaN;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double number = parser.getDoubleValue();
                numbers[columns.slot(column)] = number;
                if (!Double.isFinite(number)) {
                    refuse(parser, column, RejectionReason.NOT_FINITE, "must be a finite float64 number");
                }
            }
            case VALUE_STRING -> {
                boolean notFinite = NOT_FINITE.matcher(parser.getText()).matches();
                RejectionReason reason = notFinite ? RejectionReason.NOT_FINITE : RejectionReason.WRONG_TYPE;
                refuse(parser, column, reason, "must be a " + (notFinite ? "finite float64 " : "JSON ") + "number");
            }
            default -> refuse(parser, column, RejectionReason.WRONG_TYPE, "must be a JSON number");
        }
    }

    private void readCategory(JsonParser parser, int column) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> categories[columns.slot(column)] = null;
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE ->
                categories[columns.slot(column)] = parser.getText();
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) { // the bare tokens NaN and Infinity, which are no JSON
                    refuse(parser, column, RejectionReason.NOT_FINITE, "must be a string, number or boolean");
                } else {
                    categories[columns.slot(column)] = parser.getText();
                }
            }
            default -> refuse(parser, column, RejectionReason.WRONG_TYPE, "must be a string, number or boolean");
        }
    }

    private void refuse(JsonParser parser, int column, RejectionReason reason, String expected) throws IOException {
        if (column < columnOfFault) { // else a fault of an earlier column stands, and the text need not be made
            String name = Excerpt.of(columns.name(column));
            refuse(column, reason, "column " + name + " " + expected + " but was " + Tokens.describe(parser));
        }
    }

    private void refuse(int column, RejectionReason reason, String detail) {
        if (column < columnOfFault) {
            columnFault = new Fault(reason, detail);
            columnOfFault = column;
        }
    }
}
