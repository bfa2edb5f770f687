package io.rdrop.tools.feed.files;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words that stand for a missing number. In a column that is not of numbers they are words like others; a field that is
 * empty or {@code ?} is missing in any column.
 *
 * @param markers lower-case
 */
public record MissingValues(Set<String> markers) {
    /** What programs and people usually write. */
    public static final MissingValues USUAL = of("NA,N/A,#N/A,null,None,NaN,-");

    private static final String MISSING = "?";

    public MissingValues {
        markers = Set.copyOf(markers);
    }

    /** @param list separated by commas, in upper or lower case */
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
        return markers.contains(field.strip().toLowerCase(Locale.ROOT));
    }
}
