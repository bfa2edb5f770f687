package io.rdrop.sql;

import io.rdrop.predict.Predictor;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.table.api.ValidationException;

/**
 * Which version predicts.
 *
 * @param number 0 stands for the latest, which is followed
 */
record VersionChoice(long number) implements Serializable {
    static final String LATEST = "latest";

    private static final long serialVersionUID = 1L;

    static VersionChoice parse(String text) {
        if (text.equals(LATEST)) {
            return new VersionChoice(0);
        }
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new ValidationException("'version' must be latest or a number >= 1 but was " + text);
        }
        return new VersionChoice(Long.parseLong(text));
    }

    boolean isLatest() {
        return number == 0;
    }

    /** Tells a builder. */
    Predictor.Builder in(Predictor.Builder builder, Duration interval) {
        return isLatest() ? builder.following(interval) : builder.version(number);
    }

    @Override
    public String toString() {
        return isLatest() ? LATEST : Long.toString(number);
    }
}
