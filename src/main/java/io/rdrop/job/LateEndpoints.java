package io.rdrop.job;

import io.rdrop.example.RawRecord;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * Where labels come from that come apart from their events.
 *
 * @param predictions what was served; null if it is not scored
 */
record LateEndpoints(
        Source<RawRecord, ?, ?> labels, @Nullable Source<RawRecord, ?, ?> predictions) {}
