package io.rdrop.sql;

import io.rdrop.predict.ModelVersion;
import io.rdrop.predict.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.VarCharType;

/** What a version's predictions give for the model's output columns, which say by their names what they hold. */
final class RowOutputs {
    static final String PREDICTION = "prediction";
    static final String PROBABILITY = "probability";
    static final String PROBABILITIES = "probabilities";
    static final String VERSION = "version";
    static final String MANIFEST_SHA256 = "manifest_sha256";

    /** Before the name of a class. */
    private static final String PROBABILITY_OF = "probability_";

    private interface Output {
        Object of(Prediction prediction);
    }

    private final List<Output> outputs;

    private RowOutputs(List<Output> outputs) {
        this.outputs = outputs;
    }

    /**
     * Matches the columns that a statement declares with what a version predicts.
     *
     * @throws ValidationException naming the column that the version does not give, or not with this type
     */
    static RowOutputs of(ModelVersion version, List<Field> fields) {
        return new RowOutputs(
                fields.stream().map(field -> output(version, field)).toList());
    }

    private static Output output(ModelVersion version, Field field) {
        boolean isClass = version.isOfClasses();
        LogicalType type = field.type();
        return switch (field.name()) {
            case PREDICTION ->
                isClass
                        ? label(version, field)
                        : version.isOfTokens()
                                ? tags(version, field)
                                : version.isOfTexts() ? written(version, field) : number(version, field);
            case VERSION -> {
                require(version, field, type.is(LogicalTypeRoot.BIGINT), "BIGINT");
                yield prediction -> prediction.by().version();
            }
            case MANIFEST_SHA256 -> {
                requireText(version, field, version.manifestSha256().length());
                yield prediction -> StringData.fromString(prediction.by().manifestSha256());
            }
            case PROBABILITY -> {
                requireClasses(version, field);
                boolean isDouble = isDouble(version, field, type, "FLOAT or DOUBLE");
                yield prediction -> real(prediction.probability(), isDouble);
            }
            case PROBABILITIES -> {
                requireClasses(version, field);
                yield map(version, field);
            }
            default -> probabilityOf(version, field);
        };
    }

    private static Output label(ModelVersion version, Field field) {
        requireText(
                version,
                field,
                version.classes().stream()
                        .mapToInt(label -> label.codePointCount(0, label.length()))
                        .max()
                        .orElseThrow());
        return prediction -> StringData.fromString(prediction.label());
    }

    private static Output tags(ModelVersion version, Field field) {
        requireText(version, field, VarCharType.MAX_LENGTH);
        return prediction -> StringData.fromString(String.join(" ", prediction.tags()));
    }

    private static Output written(ModelVersion version, Field field) {
        requireText(version, field, VarCharType.MAX_LENGTH);
        return prediction -> StringData.fromString(prediction.text());
    }

    private static Output number(ModelVersion version, Field field) {
        boolean isDouble = isDouble(version, field, field.type(), "FLOAT or DOUBLE");
        return prediction -> real(prediction.number(), isDouble);
    }

    private static Output map(ModelVersion version, Field field) {
        String expected = "MAP<STRING, FLOAT> or MAP<STRING, DOUBLE>";
        if (!(field.type() instanceof MapType map)
                || !map.getKeyType().is(LogicalTypeRoot.VARCHAR)
                || ((VarCharType) map.getKeyType()).getLength() != VarCharType.MAX_LENGTH) {
            throw wrong(version, field, expected);
        }
        boolean isDouble = isDouble(version, field, map.getValueType(), expected);
        List<StringData> classes =
                version.classes().stream().map(StringData::fromString).toList();
        return prediction -> {
            Map<Object, Object> probabilities = new HashMap<>();
            for (int i = 0; i < classes.size(); i++) {
                probabilities.put(classes.get(i), real(prediction.outputs()[i], isDouble));
            }
            return new GenericMapData(probabilities);
        };
    }

    private static Output probabilityOf(ModelVersion version, Field field) {
        int index = version.isOfClasses() && field.name().startsWith(PROBABILITY_OF)
                ? version.classes().indexOf(field.name().substring(PROBABILITY_OF.length()))
                : -1;
        if (index < 0) {
            throw new ValidationException("output column " + field.name() + " is none that " + text(version)
                    + " gives; it gives " + known(version));
        }
        boolean isDouble = isDouble(version, field, field.type(), "FLOAT or DOUBLE");
        return prediction -> real(prediction.outputs()[index], isDouble);
    }

    private static String known(ModelVersion version) {
        String always = String.join(", ", PREDICTION, VERSION, MANIFEST_SHA256);
        return !version.isOfClasses()
                ? always
                : always + ", " + PROBABILITY + ", " + PROBABILITIES + ", and " + PROBABILITY_OF
                        + "CLASS of each of the classes " + String.join(", ", version.classes());
    }

    private static void requireClasses(ModelVersion version, Field field) {
        if (!version.isOfClasses()) {
            throw new ValidationException("output column " + field.name() + " is for classes, but " + text(version)
                    + " predicts " + (version.isOfTokens() ? "tags" : version.isOfTexts() ? "texts" : "numbers")
                    + "; it gives " + known(version));
        }
    }

    private static void requireText(ModelVersion version, Field field, int length) {
        require(
                version,
                field,
                field.type() instanceof VarCharType text && text.getLength() >= length,
                "STRING, or VARCHAR of at least " + length);
    }

    private static boolean isDouble(ModelVersion version, Field field, LogicalType type, String expected) {
        require(version, field, type.isAnyOf(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE), expected);
        return type.is(LogicalTypeRoot.DOUBLE);
    }

    private static void require(ModelVersion version, Field field, boolean isRight, String expected) {
        if (!isRight) {
            throw wrong(version, field, expected);
        }
    }

    private static ValidationException wrong(ModelVersion version, Field field, String expected) {
        return new ValidationException("output column " + field.name() + " of " + text(version) + " must be " + expected
                + " but is " + field.type().asSummaryString());
    }

    private static String text(ModelVersion version) {
        return "version " + version.version() + " of model " + version.model();
    }

    /** A predictor's float32, whose every bit a DOUBLE holds, too. */
    private static Object real(float value, boolean isDouble) {
        if (isDouble) {
            return (double) value;
        }
        return value;
    }

    RowData row(Prediction prediction) {
        GenericRowData row = new GenericRowData(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            row.setField(i, outputs.get(i).of(prediction));
        }
        return row;
    }
}
