package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns examples into network inputs, with statistics that it learns from the stream. Encoding and observing are two
 * steps, so that a micro-batch can be predicted, and trained on, with what was known before it. Not thread-safe.
 */
public interface Encoder {
    /** Inputs per example; fixed. */
    int width();

    /**
     * Encodes with the statistics so far; changes nothing.
     *
     * @param examples n examples; not modified
     * @param inputs [n * width], float32, row-major, every value finite; overwritten, what is beyond n * width is not
     * @throws IllegalArgumentException if inputs is too short or an example has other columns than configured
     */
    void encode(List<Example> examples, float[] inputs);

    /**
     * Where encoded inputs are no padding.
     *
     * @param inputs that {@link #encode} wrote
     * @return [rows * width] or longer, valid until the next call; null if there is never any padding
     */
    default boolean @Nullable [] mask(float[] inputs, int rows) {
        return null;
    }

    /**
     * Updates the statistics, in the order of the examples.
     *
     * @throws IllegalArgumentException if an example has other columns than configured; those before it are then
     *     observed
     */
    void observe(List<Example> examples);

    /** Numbers that the latest call of {@link #observe} left out as outliers; each counts as missing. */
    default List<Outliers> outliers() {
        return List.of();
    }

    /** Writes the statistics, exactly. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if the state is damaged, or of another format or other columns; the encoder is then unusable
     */
    void restore(DataInput in) throws IOException;

    /** Settings and statistics, as numbers, texts, lists and maps: enough to encode alike without this project. */
    Map<String, Object> describe();

    /** Distinct words or categories that it remembers; bounded by the configuration. */
    default int vocabulary() {
        return 0;
    }

    /** Bytes of what it remembers. */
    default long dictionaryBytes() {
        return 0;
    }

    /** Times that it could not remember a word or category because of its bytes, since the process began. */
    default long turnedAway() {
        return 0;
    }
}
