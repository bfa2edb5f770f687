package io.rdrop.example;

import org.jspecify.annotations.Nullable;

/**
 * One labelled example in the order of the configured features.
 *
 * @param position where the record stands in Kafka
 * @param id the producer's id, or {@code topic-partition@offset}
 * @param model the model key that learns from it
 * @param timeMs event time, milliseconds since the epoch
 * @param numbers [numeric columns], float64, in configured order; NaN is a missing value
 * @param categories [categorical columns] in configured order; a null element is a missing value
 * @param label class index, 0-based
 */
@SuppressWarnings("ArrayRecordComponent") // what crosses operators is a record of arrays; nobody compares them
public record Example(
        SourcePosition position,
        String id,
        String model,
        long timeMs,
        double[] numbers,
        @Nullable String[] categories,
        int label)
        implements Decoded {
    /** The model key of records that name none. */
    public static final String DEFAULT_MODEL = "default";
}
