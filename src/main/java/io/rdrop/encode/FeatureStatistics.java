package io.rdrop.encode;

import io.rdrop.example.Outliers;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is known of the features of a stream, and how it is kept. Not thread-safe. */
public interface FeatureStatistics {
    /** Numbers that what was observed last left out as outliers; each counts as missing. */
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

    /** Those of inputs of which there is nothing to know. */
    static FeatureStatistics none(Map<String, Object> description) {
        return new FeatureStatistics() {
            @Override
            public void save(DataOutput out) {
                // nothing to write
            }

            @Override
            public void restore(DataInput in) {
                // nothing to read
            }

            @Override
            public Map<String, Object> describe() {
                return description;
            }
        };
    }
}
