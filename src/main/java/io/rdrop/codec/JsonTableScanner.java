package io.rdrop.codec;

import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of a table straight from their bytes, in one pass and without objects but the example and its draft.
 * What is not a good record in every way, or is written in an unusual one (escapes, keys given twice, integers of 19
 * digits), it leaves to the parser of {@link JsonExampleCodec}: it says what an example is, never why something is
 * none. Not for use by several threads at once.
 */
final class JsonTableScanner {
    private static final int NONE = -1;

    private static final byte[] NULL = bytes("null");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");

    private final RecordShape shape;
    private final Columns columns;
    private final List<String> keyNames;
    private final byte[][] keyBytes;
    private final JsonName[] names;
    private final JsonCursor in = new JsonCursor();

    /** The order in which the last records named their columns; the next one most likely does so too. */
    private final int[] order;

    private JsonTableScanner(RecordShape shape) {
        this.shape = shape;
        columns = shape.columns();
        keyNames = JsonEnvelope.keys(shape);
        keyBytes = keyNames.stream().map(JsonTableScanner::bytes).toArray(byte[][]::new);
        names = new JsonName[columns.size()];
        order = new int[names.length];
        for (int column = 0; column < names.length; column++) {
            names[column] = new JsonName(columns.name(column));
            order[column] = column;
        }
    }

    /** A scanner of these records; null if they are of no table, or a column's name cannot stand in JSON as it is. */
    static @Nullable JsonTableScanner of(RecordShape shape) {
        if (shape.input() != TaskType.Input.TABLE) {
            return null;
        }
        for (int column = 0; column < shape.columns().size(); column++) {
            if (!JsonName.isPlain(shape.columns().name(column))) {
                return null;
            }
        }
        return new JsonTableScanner(shape);
    }

    /** The example that a record is; null if the parser must look at it. */
    @Nullable
    Example read(RawRecord record, byte[] value) {
        in.over(value);
        Draft draft = new Draft(shape, record);
        try {
            return object(draft) && draft.finish() instanceof Example example ? example : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private boolean object(Draft draft) throws CharacterCodingException {
        if (!in.next('{')) {
            return false;
        }
        JsonEnvelope keys = new JsonEnvelope(draft.envelope(), keyNames);
        do {
            if (!member(draft, keys)) {
                return false;
            }
        } while (in.next(','));
        return in.next('}') && !in.space();
    }

    private boolean member(Draft draft, JsonEnvelope keys) throws CharacterCodingException {
        if (!in.space() || !in.text()) {
            return false;
        }
        int key = key();
        if (key == NONE || !keys.admits(key) || !in.next(':') || !in.space()) {
            return false;
        }
        return switch (keyNames.get(key)) {
            case "features" ->
                in.next('{') ? columnsByName(draft.row()) : in.next('[') && columnsByPosition(draft.row());
            case "id" -> id(draft.envelope());
            case "model" -> model(draft.envelope());
            case "time" -> time(draft.envelope());
            case "weight" -> in.number() ? draft.weight(in.value()) : in.literal(NULL);
            default -> label(draft);
        };
    }

    private int key() {
        for (int key = 0; key < keyBytes.length; key++) {
            if (in.textIs(keyBytes[key])) {
                return key;
            }
        }
        return NONE;
    }

    private boolean id(Envelope envelope) throws CharacterCodingException {
        if (in.text() || in.integer()) {
            envelope.id(in.newText());
            return true;
        }
        return in.literal(NULL);
    }

    private boolean model(Envelope envelope) throws CharacterCodingException {
        if (in.text()) {
            envelope.model(in.cachedText());
            return true;
        }
        return in.literal(NULL);
    }

    private boolean time(Envelope envelope) throws CharacterCodingException {
        if (in.number()) {
            return envelope.time(in.value());
        }
        if (in.text()) {
            envelope.time(in.newText());
            return true;
        }
        return in.literal(NULL);
    }

    private boolean label(Draft draft) throws CharacterCodingException {
        if (in.number()) {
            return draft.label(in.value());
        }
        if (in.text()) {
            draft.label(in.cachedText());
            return true;
        }
        draft.nullLabel();
        return in.literal(NULL);
    }

    private boolean columnsByName(TableRow row) throws CharacterCodingException {
        for (int place = 0; place < order.length; place++) {
            if ((place > 0 && !in.next(',')) || !in.space()) {
                return false;
            }
            int column = order[place];
            if (!in.name(names[column])) {
                column = named();
                if (column == NONE) {
                    return false;
                }
                order[place] = column;
            }
            if (!row.begin(column) || !in.space() || !value(column, row)) {
                return false;
            }
        }
        return in.next('}');
    }

    /** Reads a name and its colon; the column of that name. */
    private int named() throws CharacterCodingException {
        if (!in.text()) {
            return NONE;
        }
        @Nullable Integer column = columns.index(in.cachedText());
        return column != null && in.next(':') ? column : NONE;
    }

    private boolean columnsByPosition(TableRow row) throws CharacterCodingException {
        for (int column = 0; column < order.length; column++) {
            if ((column > 0 && !in.next(',')) || !in.space() || !value(column, row)) {
                return false;
            }
        }
        row.byPosition(order.length);
        return in.next(']');
    }

    private boolean value(int column, TableRow row) throws CharacterCodingException {
        if (columns.isNumeric(column)) {
            if (in.number()) {
                return row.number(column, in.value());
            }
        } else if (in.text() || in.integer() || in.literal(TRUE) || in.literal(FALSE)) {
            row.category(column, in.cachedText());
            return true;
        }
        row.missing(column);
        return in.literal(NULL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
