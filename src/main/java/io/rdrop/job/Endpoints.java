package io.rdrop.job;

import io.rdrop.control.Acknowledgement;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.DriftEvent;
import io.rdrop.registry.SnapshotContent;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * Where the workflow reads and writes; tests pass others. Originals are the records again; no reports go nowhere.
 *
 * @param control commands; null if nobody can send any
 * @param scoring records that the job predicts, too; null if it only learns
 * @param drift signals of drift; null if nothing watches
 * @param late labels that come apart from their events; null if examples bring theirs
 */
record Endpoints(
        Source<RawRecord, ?, ?> examples,
        OriginalRecords originals,
        Sink<Rejection> rejected,
        Sink<SnapshotContent> snapshots,
        @Nullable Sink<StepReport> reports,
        @Nullable Control control,
        @Nullable ScoringEndpoints scoring,
        @Nullable Sink<DriftEvent> drift,
        @Nullable LateEndpoints late) {
    /**
     * Commands.
     *
     * @param commands their topic
     * @param acknowledgements what became of them
     */
    record Control(Source<RawRecord, ?, ?> commands, Sink<Acknowledgement> acknowledgements) {}

    /** Of a job whose examples bring their labels. */
    Endpoints(
            Source<RawRecord, ?, ?> examples,
            OriginalRecords originals,
            Sink<Rejection> rejected,
            Sink<SnapshotContent> snapshots,
            @Nullable Sink<StepReport> reports,
            @Nullable Control control,
            @Nullable ScoringEndpoints scoring) {
        this(examples, originals, rejected, snapshots, reports, control, scoring, null, null);
    }

    /** Of a job that only learns, and that nobody can send commands. */
    Endpoints(
            Source<RawRecord, ?, ?> examples,
            OriginalRecords originals,
            Sink<Rejection> rejected,
            Sink<SnapshotContent> snapshots,
            @Nullable Sink<StepReport> reports) {
        this(examples, originals, rejected, snapshots, reports, null, null, null, null);
    }
}
