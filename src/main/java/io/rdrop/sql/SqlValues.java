package io.rdrop.sql;

import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.jspecify.annotations.Nullable;

/**
 * Values of SQL as a model takes them: the same that a JSON record with this number or text would give.
 *
 * <p>The planner lets a column of a narrower type stand for that of the model (an INT for a DOUBLE) and hands its
 * values over as they are. So a value is asked what it is, not its declared type.
 */
final class SqlValues {
    private static final Set<LogicalTypeRoot> WHOLE = EnumSet.of(
            LogicalTypeRoot.TINYINT, LogicalTypeRoot.SMALLINT, LogicalTypeRoot.INTEGER, LogicalTypeRoot.BIGINT);
    private static final Set<LogicalTypeRoot> REAL =
            EnumSet.of(LogicalTypeRoot.FLOAT, LogicalTypeRoot.DOUBLE, LogicalTypeRoot.DECIMAL);
    private static final Set<LogicalTypeRoot> TEXTS = EnumSet.of(LogicalTypeRoot.CHAR, LogicalTypeRoot.VARCHAR);
    private static final Set<LogicalTypeRoot> BYTES = EnumSet.of(LogicalTypeRoot.BINARY, LogicalTypeRoot.VARBINARY);

    private SqlValues() {}

    static boolean isWhole(LogicalType type) {
        return WHOLE.contains(type.getTypeRoot());
    }

    static boolean isNumber(LogicalType type) {
        return isWhole(type) || REAL.contains(type.getTypeRoot());
    }

    static boolean isText(LogicalType type) {
        return TEXTS.contains(type.getTypeRoot());
    }

    static boolean isBytes(LogicalType type) {
        return BYTES.contains(type.getTypeRoot());
    }

    /** What has one spelling: texts, whole numbers, booleans. */
    static boolean isCategory(LogicalType type) {
        return isText(type) || isWhole(type) || type.is(LogicalTypeRoot.BOOLEAN);
    }

    /** A number, whichever it is. */
    static double number(Object value) {
        return value instanceof DecimalData decimal
                ? decimal.toBigDecimal().doubleValue()
                : ((Number) value).doubleValue();
    }

    /** A text, a whole number or a boolean as a text. */
    static String category(Object value) {
        return value.toString();
    }

    /**
     * An element of an array of whole numbers, which is not null.
     *
     * @throws IllegalArgumentException if the array visibly has elements of another type
     */
    static long whole(LogicalType type, ArrayData array, int element) {
        try {
            return switch (type.getTypeRoot()) {
                case TINYINT -> array.getByte(element);
                case SMALLINT -> array.getShort(element);
                case INTEGER -> array.getInt(element);
                default -> array.getLong(element);
            };
        } catch (ClassCastException e) {
            throw otherElements(type, e);
        }
    }

    /** An array's bytes do not say what its elements are, but how many bytes each has. */
    static void requireElements(LogicalType type, ArrayData array) {
        if (array instanceof BinaryArrayData binary) {
            int elementBytes = BinaryArrayData.calculateFixLengthPartSize(type);
            int bytes = BinaryArrayData.calculateHeaderInBytes(array.size()) + array.size() * elementBytes;
            int inWords = (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
            if (binary.getSizeInBytes() != inWords) {
                throw otherElements(type, null);
            }
        }
    }

    private static IllegalArgumentException otherElements(LogicalType type, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "the table's array has other elements than the " + type.asSummaryString()
                        + " that the model's INPUT declares; declare those that the table has, or CAST",
                cause);
    }
}
