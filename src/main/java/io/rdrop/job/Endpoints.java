package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.StepReport;
import io.rdrop.registry.SnapshotContent;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;

/** Where the workflow reads and writes; tests pass others. Originals are the records again; no reports go nowhere. */
record Endpoints(
        Source<RawRecord, ?, ?> examples,
        OriginalRecords originals,
        Sink<Rejection> rejected,
        Sink<SnapshotContent> snapshots,
        @Nullable Sink<StepReport> reports) {}
