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
 */
public record EnvelopeColumns(
        @Nullable String id,
        @Nullable String model,
        @Nullable String time) {
    /** No such columns. */
    public static final EnvelopeColumns NONE = new EnvelopeColumns(null, null, null);

    /** The columns that are given. */
    public List<String> names() {
        return Stream.of(id, model, time).filter(Objects::nonNull).toList();
    }
}
