package io.rdrop.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rdrop.example.Features;
import io.rdrop.example.RejectionReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The columns of one JSON record. */
final class FeatureValues implements FeatureReader {
    private final Columns columns;
    private final TableRow row;

    FeatureValues(Columns columns) {
        this.columns = columns;
        row = new TableRow(columns);
    }

    @Override
    public Features features() {
        return row.features();
    }

    @Override
    public @Nullable Fault fault() {
        return row.fault();
    }

    /** Reads an object by column name or an array in configured order; the parser ends on its last token. */
    @Override
    public void read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            readObject(parser);
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            readArray(parser);
        } else {
            row.shape(
                    RejectionReason.NO_FEATURES,
                    "`features` must be an object or an array but was " + Tokens.describe(parser));
        }
    }

    private void readObject(JsonParser parser) throws IOException {
        while (true) {
            int next = row.next();
            // Comparing bytes with the name that mostly comes costs less than making the name and looking it up.
            if (next < columns.size() && parser.nextFieldName(columns.key(next))) {
                row.begin(next);
                parser.nextToken();
                readColumn(parser, next);
            } else {
                JsonToken token = next < columns.size() ? parser.currentToken() : parser.nextToken();
                if (token == JsonToken.END_OBJECT) {
                    return;
                }
                readNamed(parser);
            }
            parser.skipChildren();
        }
    }

    private void readNamed(JsonParser parser) throws IOException {
        String name = parser.currentName();
        Integer column = columns.index(name);
        parser.nextToken();
        if (column == null) {
            row.extra(name);
        } else if (row.begin(column)) {
            readColumn(parser, column);
        }
    }

    private void readArray(JsonParser parser) throws IOException {
        int length = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (length < columns.size()) {
                readColumn(parser, length);
            }
            length++;
            parser.skipChildren();
        }
        row.byPosition(length);
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
            case VALUE_NULL -> row.missing(column);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (!row.number(column, parser.getDoubleValue())) {
                    refuse(parser, column, RejectionReason.NOT_FINITE, "must be a finite float64 number");
                }
            }
            case VALUE_STRING -> row.textForNumber(column, parser.getText());
            default -> refuse(parser, column, RejectionReason.WRONG_TYPE, "must be a JSON number");
        }
    }

    private void readCategory(JsonParser parser, int column) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> row.missing(column);
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> row.category(column, parser.getText());
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) { // the bare tokens NaN and Infinity, which are no JSON
                    refuse(parser, column, RejectionReason.NOT_FINITE, "must be a string, number or boolean");
                } else {
                    row.category(column, parser.getText());
                }
            }
            default -> refuse(parser, column, RejectionReason.WRONG_TYPE, "must be a string, number or boolean");
        }
    }

    private void refuse(JsonParser parser, int column, RejectionReason reason, String expected) throws IOException {
        if (row.counts(column)) {
            row.refuse(column, reason, expected, Tokens.describe(parser));
        }
    }
}
