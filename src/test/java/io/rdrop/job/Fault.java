package io.rdrop.job;

import io.rdrop.config.JobConfig;
import io.rdrop.example.RawRecord;
import io.rdrop.job.wire.RawRecordSchema;
import io.rdrop.registry.SnapshotContent;
import io.rdrop.registry.StagedSnapshot;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A failure that strikes a job once.
 *
 * @param id tells faults apart: Flink runs copies, in this JVM
 * @param place where it strikes
 * @param threshold at the first offset ({@link Place#READING}) or snapshot's number of examples (the others) that
 *     reaches it
 */
record Fault(String id, Place place, long threshold) implements Serializable {
    private static final Set<String> ARMED = ConcurrentHashMap.newKeySet();

    enum Place {
        /** A record has been read, and what came before it is on its way. */
        READING,
        /** A snapshot is staged; the checkpoint that it belongs to is not complete. */
        STAGED,
        /** A snapshot is committed and announced; Flink is not told so. */
        COMMITTED
    }

    static Fault armed(Place place, long threshold) {
        Fault fault = new Fault(UUID.randomUUID().toString(), place, threshold);
        ARMED.add(fault.id);
        return fault;
    }

    boolean hasStruck() {
        return !ARMED.contains(id);
    }

    /** The job's endpoints, with this fault in them. */
    Endpoints in(JobConfig config, OffsetBounds bounds) {
        Endpoints sound = KafkaEndpoints.of(config, bounds);
        return switch (place) {
            case READING ->
                new Endpoints(
                        reading(config, bounds),
                        sound.originals(),
                        sound.rejected(),
                        sound.snapshots(),
                        sound.reports(),
                        null,
                        null,
                        sound.drift(),
                        sound.late());
            case STAGED, COMMITTED ->
                new Endpoints(
                        sound.examples(),
                        sound.originals(),
                        sound.rejected(),
                        new Snapshots(
                                new SnapshotSink(config), config.registry().directory(), this),
                        sound.reports(),
                        null,
                        null,
                        sound.drift(),
                        sound.late());
        };
    }

    /** The endpoints of the scoring job, with this fault in what they read. */
    ScoringEndpoints inScoring(JobConfig config, OffsetBounds bounds) {
        ScoringEndpoints sound = KafkaEndpoints.scoring(config, bounds);
        return new ScoringEndpoints(
                new EndingSource<>(reading(config, bounds)),
                sound.originals(),
                sound.announcements(),
                sound.predictions(),
                sound.rejected());
    }

    private KafkaSource<RawRecord> reading(JobConfig config, OffsetBounds bounds) {
        return KafkaSource.<RawRecord>builder()
                .setBootstrapServers(config.kafka().bootstrap())
                .setPartitions(bounds.partitions())
                .setStartingOffsets(bounds.start())
                .setBounded(Objects.requireNonNull(bounds.end(), "to"))
                .setDeserializer(new Reading(this))
                .build();
    }

    private void reached(Place here, long value) throws IOException {
        if (here == place && value >= threshold && ARMED.remove(id)) {
            throw new IOException("the test wants a failure at " + place + " " + value);
        }
    }

    private static void closing(AutoCloseable delegate) throws IOException {
        try {
            delegate.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private record Reading(Fault fault) implements KafkaRecordDeserializationSchema<RawRecord> {
        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) throws IOException {
            fault.reached(Place.READING, record.offset());
            new RawRecordSchema().deserialize(record, out);
        }

        @Override
        public TypeInformation<RawRecord> getProducedType() {
            return new RawRecordSchema().getProducedType();
        }
    }

    private record Snapshots(SnapshotSink sink, String registry, Fault fault)
            implements Sink<SnapshotContent>, SupportsCommitter<StagedSnapshot> {
        @Override
        public CommittingSinkWriter<SnapshotContent, StagedSnapshot> createWriter(WriterInitContext context)
                throws IOException {
            return new Writer(sink.createWriter(context), fault);
        }

        @Override
        public Committer<StagedSnapshot> createCommitter(CommitterInitContext context) throws IOException {
            return new Committing(sink.createCommitter(context), Path.of(registry), fault);
        }

        @Override
        public SimpleVersionedSerializer<StagedSnapshot> getCommittableSerializer() {
            return sink.getCommittableSerializer();
        }
    }

    private record Writer(CommittingSinkWriter<SnapshotContent, StagedSnapshot> writer, Fault fault)
            implements CommittingSinkWriter<SnapshotContent, StagedSnapshot> {
        @Override
        public void write(SnapshotContent snapshot, Context context) throws IOException, InterruptedException {
            writer.write(snapshot, context);
            fault.reached(Place.STAGED, snapshot.manifest().examples());
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            writer.flush(endOfInput);
        }

        @Override
        public Collection<StagedSnapshot> prepareCommit() throws IOException, InterruptedException {
            return writer.prepareCommit();
        }

        @Override
        public void close() throws IOException {
            closing(writer);
        }
    }

    private record Committing(Committer<StagedSnapshot> committer, Path registry, Fault fault)
            implements Committer<StagedSnapshot> {
        @Override
        public void commit(Collection<CommitRequest<StagedSnapshot>> requests)
                throws IOException, InterruptedException {
            List<StagedSnapshot> committed = new ArrayList<>();
            requests.forEach(request -> committed.add(request.getCommittable()));
            committer.commit(requests);
            for (StagedSnapshot each : committed) {
                fault.reached(
                        Place.COMMITTED,
                        Jobs.registry(registry)
                                .manifest(each.model(), each.version())
                                .examples());
            }
        }

        @Override
        public void close() throws IOException {
            closing(committer);
        }
    }
}
