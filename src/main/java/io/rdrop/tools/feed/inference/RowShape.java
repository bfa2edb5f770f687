package io.rdrop.tools.feed.inference;

import io.rdrop.config.FeatureType;
import io.rdrop.tools.feed.files.NumberStyle;
import java.util.BitSet;
import java.util.List;

/**
 * Which columns of a row are there and which hold something other than a number: what it takes to say later, once the
 * columns' types are known, whether the job will take the row. Few shapes are distinct in a file.
 */
final class RowShape {
    private static final int BITS = 4;
    private static final int PRESENT = 0;
    private static final int NO_NUMBER = 1;
    private static final int NO_VALUE_AT_ALL = 2;
    private static final int STYLED = 3;

    private RowShape() {}

    static void add(BitSet shape, int column, ValueKind kind) {
        shape.set(BITS * column + PRESENT);
        if (kind == ValueKind.TEXT || kind == ValueKind.NOT_FINITE) {
            shape.set(BITS * column + NO_NUMBER);
        } else if (kind == ValueKind.NESTED) {
            shape.set(BITS * column + NO_VALUE_AT_ALL);
        } else if (kind == ValueKind.STYLED) {
            shape.set(BITS * column + STYLED);
        }
    }

    /**
     * Whether a row of this shape fits the columns: all there, no other that is sent, each with a value of its type.
     *
     * @param kept the indices, in the scan, of the columns that are features
     * @param unsent the indices of those that are left out of what is sent
     */
    static boolean fits(BitSet shape, List<ColumnScan> columns, BitSet kept, BitSet unsent) {
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            boolean noNumber = shape.get(BITS * i + NO_NUMBER)
                    || (shape.get(BITS * i + STYLED) && columns.get(i).style() == NumberStyle.PLAIN);
            if (!shape.get(BITS * i + PRESENT)
                    || shape.get(BITS * i + NO_VALUE_AT_ALL)
                    || (noNumber && columns.get(i).type() == FeatureType.NUMERIC)) {
                return false;
            }
        }
        for (int bit = shape.nextSetBit(0); bit >= 0; bit = shape.nextSetBit(bit + 1)) {
            if (!kept.get(bit / BITS) && !unsent.get(bit / BITS)) {
                return false;
            }
        }
        return true;
    }
}
