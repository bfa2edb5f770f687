package io.rdrop.tools.feed.files;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a data file that go into a record beside features and label; null for none.
 *
 * @param id column of the record's id
 * @param model column of the model key
 * @param time column of the event time: milliseconds since the epoch or ISO-8601
 * @param weight column of the weight: a number of at least 0
 */
public record EnvelopeColumns(
        @Nullable String id,
        @Nullable String model,
        @Nullable String time,
        @Nullable String weight) {
    /** No such columns. */
    public static final EnvelopeColumns NONE = new EnvelopeColumns(null, null, null, null);

    /** Without weights. */
    public EnvelopeColumns(@Nullable String id, @Nullable String model, @Nullable String time) {
        this(id, model, time, null);
    }

    /** The same with a column of weights, or null. */
    public EnvelopeColumns weighing(@Nullable String column) {
        return new EnvelopeColumns(id, model, time, column);
    }

    /** The columns that are given. */
    public List<String> names() {
        return Stream.of(id, model, time, weight).filter(Objects::nonNull).toList();
    }
}
