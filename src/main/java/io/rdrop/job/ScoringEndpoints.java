package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.job.wire.PredictionRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;

/** Where the scoring workflow reads and writes; tests pass others. Originals are the records again. */
record ScoringEndpoints(
        Source<RawRecord, ?, ?> records,
        OriginalRecords originals,
        Announcements announcements,
        Sink<PredictionRecord> predictions,
        Sink<Rejection> rejected) {}
