package io.rdrop.codec;

import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.TableFeatures;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of a table straight from their bytes, in one pass and without objects but the example. What is not a good record in every
 * way, or is written in an unusual one (escapes, keys given twice, integers of 19 digits), it leaves to the parser of
 * {@link JsonExampleCodec}: it says what an example is, never why something is none. Not for use by several threads at once.
 */
final class JsonTableScanner {
    private static final byte[][] KEYS = {bytes("features"), bytes("id"), bytes("label"), bytes("model"), bytes("time")
    };
    private static final int FEATURES = 0;
    private static final int ID = 1;
    private static final int LABEL = 2;
    private static final int MODEL = 3;
    private static final int NONE = -1;

    private static final byte[] NULL = bytes("null");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FALSE = bytes("false");
    private static final @Nullable String[] NO_CATEGORIES = {};

    private final Columns columns;
    private final Targets targets;
    private final ModelNames models;
    private final boolean unlabelled;
    private final JsonName[] names;
    private final JsonCursor in = new JsonCursor();

    /** The order in which the last records named their columns; the next one most likely does so too. */
    private final int[] order;
    /** The record, by number, that gave each column last. */
    private final long[] given;

    private long records;

    private int seen;
    private @Nullable String id;
    private String model = Example.DEFAULT_MODEL;
    private long timeMs;
    private double target;
    private @Nullable TableFeatures features;

    private JsonTableScanner(Columns columns, Targets targets, ModelNames models, boolean unlabelled) {
        this.columns = columns;
        this.targets = targets;
        this.models = models;
        this.unlabelled = unlabelled;
        names = new JsonName[columns.size()];
        order = new int[names.length];
        given = new long[names.length];
        for (int column = 0; column < names.length; column++) {
            names[column] = new JsonName(columns.name(column));
            order[column] = column;
        }
    }

    /** A scanner of these records; null if a column's name cannot stand in JSON as it is. */
    static @Nullable JsonTableScanner of(Columns columns, Targets targets, ModelNames models, boolean unlabelled) {
        for (int column = 0; column < columns.size(); column++) {
            if (!JsonName.isPlain(columns.name(column))) {
                return null;
            }
        }
        return new JsonTableScanner(columns, targets, models, unlabelled);
    }

    /** The example that a record is; null if the parser must look at it. */
    @Nullable
    Example read(RawRecord record, byte[] value) {
        in.over(value);
        seen = 0;
        id = null;
        model = Example.DEFAULT_MODEL;
        timeMs = record.position().timestampMs();
        target = Example.UNLABELLED;
        features = null;
        try {
            if (!object() || features == null || !(unlabelled || has(LABEL))) {
                return null;
            }
        } catch (CharacterCodingException e) {
            return null;
        }
        return new Example(record.position(), id, model, timeMs, features, target);
    }

    private boolean object() throws CharacterCodingException {
        if (!in.next('{')) {
            return false;
        }
        do {
            if (!member()) {
                return false;
            }
        } while (in.next(','));
        return in.next('}') && !in.space();
    }

    private boolean member() throws CharacterCodingException {
        if (!in.space() || !in.text()) {
            return false;
        }
        int key = key();
        if (key == NONE || has(key) || !in.next(':') || !in.space()) {
            return false;
        }
        seen |= 1 << key;
        return switch (key) {
            case FEATURES -> in.next('{') ? columnsByName() : in.next('[') && columnsByPosition();
            case ID -> id();
            case LABEL -> label();
            case MODEL -> model();
            default -> time();
        };
    }

    private boolean has(int key) {
        return (seen & (1 << key)) != 0;
    }

    private int key() {
        for (int key = 0; key < KEYS.length; key++) {
            if (in.textIs(KEYS[key])) {
                return key;
            }
        }
        return NONE;
    }

    private boolean id() throws CharacterCodingException {
        if (in.text() || in.integer()) {
            id = in.newText();
            return true;
        }
        return in.literal(NULL);
    }

    private boolean model() throws CharacterCodingException {
        if (in.text()) {
            model = in.cachedText();
            return models.admit(model);
        }
        return in.literal(NULL);
    }

    private boolean time() throws CharacterCodingException {
        @Nullable Long parsedMs;
        if (in.number()) {
            parsedMs = EventTime.ofMillis(in.value());
        } else if (in.text()) {
            parsedMs = EventTime.ofIso(in.newText());
        } else {
            return in.literal(NULL);
        }
        if (parsedMs == null) {
            return false;
        }
        timeMs = parsedMs;
        return true;
    }

    private boolean label() throws CharacterCodingException {
        if (in.text()) {
            target = targets.ofText(in.cachedText());
        } else if (in.number()) {
            target = targets.ofNumber(in.value());
        } else {
            return unlabelled && in.literal(NULL);
        }
        return !Double.isNaN(target);
    }

    private boolean columnsByName() throws CharacterCodingException {
        TableFeatures row = row();
        records++;
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
            if (given[column] == records) {
                return false;
            }
            given[column] = records;
            if (!in.space() || !value(column, row)) {
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

    private boolean columnsByPosition() throws CharacterCodingException {
        TableFeatures row = row();
        for (int column = 0; column < order.length; column++) {
            if ((column > 0 && !in.next(',')) || !in.space() || !value(column, row)) {
                return false;
            }
        }
        return in.next(']');
    }

    private TableFeatures row() {
        int categories = columns.categoricalCount();
        TableFeatures row = new TableFeatures(
                new double[columns.numericCount()], categories == 0 ? NO_CATEGORIES : new @Nullable String[categories]);
        features = row;
        return row;
    }

    private boolean value(int column, TableFeatures row) throws CharacterCodingException {
        int slot = columns.slot(column);
        if (columns.isNumeric(column)) {
            boolean isNumber = in.number();
            row.numbers()[slot] = isNumber ? in.value() : Double.NaN;
            return isNumber ? Double.isFinite(in.value()) : in.literal(NULL);
        }
        if (in.text() || in.integer() || in.literal(TRUE) || in.literal(FALSE)) {
            row.categories()[slot] = in.cachedText();
            return true;
        }
        return in.literal(NULL);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
