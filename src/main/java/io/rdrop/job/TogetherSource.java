package io.rdrop.job;

import io.rdrop.example.RawRecord;
import io.rdrop.job.wire.BinaryTypeInfo;
import io.rdrop.job.wire.RawRecords;
import io.rdrop.job.wire.RawRecordsFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The records of another source, those together that are there: nothing waits for more, and between two calls nothing
 * is held back, so that the state is that of the other source.
 */
record TogetherSource<S extends SourceSplit, E>(Source<RawRecord, S, E> source)
        implements Source<RawRecords, S, E>, ResultTypeQueryable<RawRecords> {
    /** Records at most: what is asked of a pool together, and no long time without a look at anything else. */
    static final int MOST = 32;

    private static final long MOST_BYTES = 1 << 20;

    /** The records of a source, whatever its splits are. */
    static <S extends SourceSplit, E> Source<RawRecords, S, E> of(Source<RawRecord, S, E> source) {
        return new TogetherSource<>(source);
    }

    @Override
    public TypeInformation<RawRecords> getProducedType() {
        return new BinaryTypeInfo<>(RawRecords.class, new RawRecordsFormat());
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SourceReader<RawRecords, S> createReader(SourceReaderContext context) throws Exception {
        return new Reader<>(source.createReader(context));
    }

    @Override
    public SplitEnumerator<S, E> createEnumerator(SplitEnumeratorContext<S> context) throws Exception {
        return source.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<S, E> restoreEnumerator(SplitEnumeratorContext<S> context, E state) throws Exception {
        return source.restoreEnumerator(context, state);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<E> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    /** Reads on while there is something, and hands it on before it returns. */
    @SuppressWarnings("try") // close() throws what it says in its interface
    static final class Reader<S extends SourceSplit> implements SourceReader<RawRecords, S> {
        private final SourceReader<RawRecord, S> reader;
        /** One for all calls: readers keep the output of a split. */
        private final Gathered gathered = new Gathered();

        Reader(SourceReader<RawRecord, S> reader) {
            this.reader = reader;
        }

        @Override
        public void start() {
            reader.start();
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RawRecords> out) throws Exception {
            InputStatus status = reader.pollNext(gathered);
            while (status == InputStatus.MORE_AVAILABLE && !gathered.isFull()) {
                status = reader.pollNext(gathered);
            }
            if (!gathered.records.isEmpty()) {
                out.collect(gathered.take());
            }
            return status;
        }

        @Override
        public List<S> snapshotState(long checkpointId) {
            return reader.snapshotState(checkpointId);
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return reader.isAvailable();
        }

        @Override
        public void addSplits(List<S> splits) {
            reader.addSplits(splits);
        }

        @Override
        public void notifyNoMoreSplits() {
            reader.notifyNoMoreSplits();
        }

        @Override
        public void handleSourceEvents(SourceEvent event) {
            reader.handleSourceEvents(event);
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) throws Exception {
            reader.notifyCheckpointComplete(checkpointId);
        }

        @Override
        public void notifyCheckpointAborted(long checkpointId) throws Exception {
            reader.notifyCheckpointAborted(checkpointId);
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    /** Times and watermarks are nobody's business here: the job has none. */
    private static final class Gathered implements ReaderOutput<RawRecord> {
        private List<RawRecord> records = new ArrayList<>();
        private long bytes;

        RawRecords take() {
            RawRecords taken = new RawRecords(records);
            records = new ArrayList<>();
            bytes = 0;
            return taken;
        }

        boolean isFull() {
            return records.size() >= MOST || bytes >= MOST_BYTES;
        }

        @Override
        public void collect(RawRecord record) {
            records.add(record);
            byte[] value = record.value();
            bytes += value == null ? 0 : value.length;
        }

        @Override
        public void collect(RawRecord record, long timestamp) {
            collect(record);
        }

        @Override
        public SourceOutput<RawRecord> createOutputForSplit(String split) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String split) {}

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
