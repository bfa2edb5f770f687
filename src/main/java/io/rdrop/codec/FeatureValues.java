package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.RejectionReason;
import java.io.IOException;

/** Features that are the columns of a table. */
record FeatureValues(Columns columns) implements FeatureReader {
    /** Reads an object by column name or an array in configured order. */
    @Override
    public void read(JsonParser parser, Draft draft) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, draft.row());
            case START_ARRAY -> readArray(parser, draft.row());
            default ->
                draft.refuse(
                        RejectionReason.NO_FEATURES,
                        "`features` must be an object or an array but was " + Tokens.describe(parser));
        }
    }

    private void readObject(JsonParser parser, TableRow row) throws IOException {
        while (true) {
            int next = row.next();
            // Comparing bytes with the name that mostly comes costs less than making the name and looking it up.
            if (next < columns.size() && parser.nextFieldName(columns.key(next))) {
                row.begin(next);
                parser.nextToken();
                readColumn(parser, next, row);
            } else {
                JsonToken token = next < columns.size() ? parser.currentToken() : parser.nextToken();
                if (token == JsonToken.END_OBJECT) {
                    return;
                }
                readNamed(parser, row);
            }
            parser.skipChildren();
        }
    }

    private void readNamed(JsonParser parser, TableRow row) throws IOException {
        String name = parser.currentName();
        Integer column = columns.index(name);
        parser.nextToken();
        if (column == null) {
            row.extra(name);
        } else if (row.begin(column)) {
            readColumn(parser, column, row);
        }
    }

    private void readArray(JsonParser parser, TableRow row) throws IOException {
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (length < columns.size()) {
                readColumn(parser, length, row);
            }
            length++;
            parser.skipChildren();
        }
        row.byPosition(length);
    }

    private void readColumn(JsonParser parser, int column, TableRow row) throws IOException {
        if (columns.isNumeric(column)) {
            readNumber(parser, column, row);
        } else {
            readCategory(parser, column, row);
        }
    }

    private static void readNumber(JsonParser parser, int column, TableRow row) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> row.missing(column);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!row.number(column, parser.getDoubleValue())) {
                    refuse(parser, column, row, RejectionReason.NOT_FINITE, "must be a finite float64 number");
                }
            }
            case VALUE_STRING -> row.textForNumber(column, parser.getText());
            default -> refuse(parser, column, row, RejectionReason.WRONG_TYPE, "must be a JSON number");
        }
    }

    private static void readCategory(JsonParser parser, int column, TableRow row) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> row.missing(column);
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> row.category(column, parser.getText());
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) { // the bare tokens NaN and Infinity, which are no JSON
                    refuse(parser, column, row, RejectionReason.NOT_FINITE, "must be a string, number or boolean");
                } else {
                    row.category(column, parser.getText());
                }
            }
            default -> refuse(parser, column, row, RejectionReason.WRONG_TYPE, "must be a string, number or boolean");
        }
    }

    private static void refuse(JsonParser parser, int column, TableRow row, RejectionReason reason, String expected)
            throws IOException {
        if (row.counts(column)) {
            row.refuse(column, reason, expected, Tokens.describe(parser));
        }
    }
}
