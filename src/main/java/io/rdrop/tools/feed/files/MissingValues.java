package io.rdrop.tools.feed.files;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words that stand for a missing number. In a column that is not of numbers they are words like others; a field that is
 * empty or {@code ?} is missing in any column.
 */
public final class MissingValues {
    /** What programs and people usually write. */
    public static final MissingValues USUAL = of("NA,N/A,#N/A,null,None,NaN,-");

    private static final String MISSING = "?";

    /** Lower-case. */
    private final Set<String> markers;

    private final boolean anyNumber;

    private MissingValues(Set<String> markers) {
        this.markers = markers;
        anyNumber = markers.stream().anyMatch(marker -> isDigit(marker.charAt(0)));
    }

    /** The markers of a list, separated by commas, in upper or lower case. */
    public static MissingValues of(String list) {
        return new MissingValues(Arrays.stream(list.split(",", -1))
                .map(marker -> marker.strip().toLowerCase(Locale.ROOT))
                .filter(marker -> !marker.isEmpty())
                .collect(Collectors.toSet()));
    }

    /** Whether a field of a table holds no value, whatever its column. */
    public static boolean isMissing(String field) {
        return field.isBlank() || field.strip().equals(MISSING);
    }

    /** Whether it holds none if its column is one of numbers. */
    public boolean isMarker(String field) {
        if (!anyNumber && !field.isEmpty() && isDigit(field.charAt(0))) {
            return false; // most fields, without a copy in lower case
        }
        return markers.contains(field.strip().toLowerCase(Locale.ROOT));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
