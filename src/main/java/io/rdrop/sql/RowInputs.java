package io.rdrop.sql;

import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.TableFeatures;
import io.rdrop.example.TextFeatures;
import io.rdrop.example.TokenFeatures;
import io.rdrop.predict.Inputs;
import io.rdrop.predict.ModelVersion;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.jspecify.annotations.Nullable;

/** How a row of the model's input columns becomes the features of one version. */
final class RowInputs {
    private static final int MOST_OF_A_PIXEL = 255;

    private final Inputs inputs;
    private final List<Field> fields;
    /** Of a table: which field each of its columns is. */
    private final int[] fieldOf;

    private final int numericColumns;

    private RowInputs(Inputs inputs, List<Field> fields, int[] fieldOf) {
        this.inputs = inputs;
        this.fields = fields;
        this.fieldOf = fieldOf;
        numericColumns =
                (int) inputs.columns().stream().filter(Inputs.Column::isNumber).count();
    }

    /**
     * Matches the columns that a statement declares with those that a version needs.
     *
     * @throws ValidationException naming the column that is missing, too many, or of a wrong type
     */
    static RowInputs of(ModelVersion version, List<Field> fields) {
        Inputs inputs = version.inputs();
        return switch (inputs.kind()) {
            case TABLE -> table(version, fields);
            case TEXT, SOURCE -> {
                Field text = only(version, fields, "a text");
                require(version, text, SqlValues.isText(text.type()), "STRING, VARCHAR or CHAR");
                yield new RowInputs(inputs, fields, new int[] {0});
            }
            case TOKENS -> {
                Field sentence = only(version, fields, "a sentence");
                require(version, sentence, SqlValues.isText(sentence.type()), "STRING, VARCHAR or CHAR");
                yield new RowInputs(inputs, fields, new int[] {0});
            }
            case IMAGE -> {
                Field image = only(version, fields, "an image");
                require(
                        version,
                        image,
                        SqlValues.isBytes(image.type()) || isWholeNumbers(image.type()),
                        "BYTES (one a number) or an ARRAY of TINYINT to BIGINT, numbers from 0 to 255");
                yield new RowInputs(inputs, fields, new int[] {0});
            }
        };
    }

    private static RowInputs table(ModelVersion version, List<Field> fields) {
        List<Inputs.Column> columns = version.inputs().columns();
        List<String> names = columns.stream().map(Inputs.Column::name).toList();
        for (Field field : fields) {
            if (!names.contains(field.name())) {
                throw new ValidationException("input column " + field.name() + " is no column of " + text(version)
                        + "; its columns are " + String.join(", ", names));
            }
        }
        int[] fieldOf = new int[columns.size()];
        for (int i = 0; i < fieldOf.length; i++) {
            Inputs.Column column = columns.get(i);
            fieldOf[i] = fields.stream().map(Field::name).toList().indexOf(column.name());
            if (fieldOf[i] < 0) {
                throw new ValidationException("input column " + column.name() + " is missing: " + text(version)
                        + " needs " + columns.stream().map(RowInputs::text).collect(Collectors.joining(", "))
                        + ", and INPUT has " + Field.names(fields));
            }
            Field field = fields.get(fieldOf[i]);
            if (column.isNumber()) {
                require(
                        version,
                        field,
                        SqlValues.isNumber(field.type()),
                        "a number (TINYINT to BIGINT, FLOAT, DOUBLE," + " DECIMAL)");
            } else {
                require(
                        version,
                        field,
                        SqlValues.isCategory(field.type()),
                        "a category (STRING, VARCHAR, CHAR, TINYINT to BIGINT, BOOLEAN; CAST others AS STRING)");
            }
        }
        return new RowInputs(version.inputs(), fields, fieldOf);
    }

    private static Field only(ModelVersion version, List<Field> fields, String what) {
        if (fields.size() != 1) {
            throw new ValidationException(text(version) + " predicts from " + what
                    + ", one input column of any name, but INPUT has " + Field.names(fields));
        }
        return fields.get(0);
    }

    private static void require(ModelVersion version, Field field, boolean isRight, String expected) {
        if (!isRight) {
            throw new ValidationException("input column " + field.name() + " of " + text(version) + " must be "
                    + expected + " but is " + field.type().asSummaryString());
        }
    }

    private static boolean isWholeNumbers(LogicalType type) {
        return type instanceof ArrayType array && SqlValues.isWhole(array.getElementType());
    }

    private static String text(ModelVersion version) {
        return "version " + version.version() + " of model " + version.model();
    }

    private static String text(Inputs.Column column) {
        return column.name() + (column.isNumber() ? " (a number)" : " (a category)");
    }

    /**
     * The features of a row. NULL and NaN are missing values of a table.
     *
     * @param row as a predict function gets it
     * @throws RefusedRowException if there is no such text, image or number
     */
    Features features(GenericRowData row) throws RefusedRowException {
        return switch (inputs.kind()) {
            case TABLE -> table(row);
            case TEXT -> new TextFeatures(present(row).toString());
            case IMAGE -> new ImageFeatures(pixels(present(row)));
            case TOKENS -> tokens(present(row).toString());
            case SOURCE -> source(present(row).toString());
        };
    }

    private PairFeatures source(String text) throws RefusedRowException {
        if (text.isBlank()) {
            throw refused(0, "has no text");
        }
        return new PairFeatures(text.strip(), null);
    }

    /** A sentence whose tokens have white space between them. */
    private TokenFeatures tokens(String sentence) throws RefusedRowException {
        String stripped = sentence.strip();
        if (stripped.isEmpty()) {
            throw refused(0, "has no token");
        }
        return new TokenFeatures(stripped.split("\\s+"), new int[0], 0);
    }

    private TableFeatures table(GenericRowData row) throws RefusedRowException {
        double[] numbers = new double[numericColumns];
        @Nullable String[] categories = new String[fieldOf.length - numericColumns];
        int number = 0;
        int category = 0;
        for (int i = 0; i < fieldOf.length; i++) {
            @Nullable Object value = row.getField(fieldOf[i]);
            if (inputs.columns().get(i).isNumber()) {
                numbers[number++] = number(fieldOf[i], value);
            } else {
                categories[category++] = value == null ? null : SqlValues.category(value);
            }
        }
        return new TableFeatures(numbers, categories);
    }

    private double number(int field, @Nullable Object value) throws RefusedRowException {
        double number = value == null ? Double.NaN : SqlValues.number(value);
        if (Double.isInfinite(number)) {
            throw refused(field, "must be a finite number or NULL but was " + number);
        }
        return number;
    }

    private Object present(GenericRowData row) throws RefusedRowException {
        @Nullable Object value = row.getField(0);
        if (value == null) {
            throw refused(0, "is NULL");
        }
        return value;
    }

    private byte[] pixels(Object value) throws RefusedRowException {
        int expected = inputs.channels() * inputs.height() * inputs.width();
        if (fields.get(0).type() instanceof ArrayType type) {
            return pixels((ArrayData) value, type.getElementType(), expected);
        }
        byte[] pixels = (byte[]) value;
        requireSize(pixels.length, expected);
        return pixels;
    }

    private byte[] pixels(ArrayData array, LogicalType type, int expected) throws RefusedRowException {
        requireSize(array.size(), expected);
        SqlValues.requireElements(type, array);
        byte[] pixels = new byte[expected];
        for (int i = 0; i < expected; i++) {
            long value = array.isNullAt(i) ? -1 : SqlValues.whole(type, array, i);
            if (value < 0 || value > MOST_OF_A_PIXEL) {
                throw refused(
                        0,
                        "must hold numbers from 0 to 255 but element " + (i + 1) + " is "
                                + (array.isNullAt(i) ? "NULL" : value));
            }
            pixels[i] = (byte) value;
        }
        return pixels;
    }

    private void requireSize(int size, int expected) throws RefusedRowException {
        if (size != expected) {
            throw refused(
                    0,
                    "must hold " + inputs.channels() + " x " + inputs.height() + " x " + inputs.width()
                            + " numbers but holds " + size);
        }
    }

    private RefusedRowException refused(int field, String why) {
        return new RefusedRowException("input column " + fields.get(field).name() + " " + why);
    }
}
