package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.RawRecords;
import io.rdrop.job.wire.RawRecordsFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records that are there are handed on together, and none is held back. */
class TogetherSourceTest {
    private final Fetched fetched = new Fetched();
    private int before;
    private final TogetherSource.Reader<NumberSequenceSplit> reader = new TogetherSource.Reader<>(fetched);

    /** A record at each call, as long as there is one. */
    private static final class Fetched implements SourceReader<RawRecord, NumberSequenceSplit> {
        private final Deque<RawRecord> records = new ArrayDeque<>();
        private int given;
        private boolean hasEnded;
        private @Nullable SourceOutput<RawRecord> ofSplit;

        void add(int count, int bytes) {
            IntStream.range(0, count)
                    .forEach(i -> records.add(new RawRecord(new SourcePosition("t", 0, i, 0), new byte[bytes])));
        }

        @Override
        public InputStatus pollNext(ReaderOutput<RawRecord> out) {
            RawRecord record = records.poll();
            if (record != null) {
                given++;
                if (ofSplit == null) { // as readers of splits do: once
                    ofSplit = out.createOutputForSplit("0");
                }
                ofSplit.collect(record, 5);
            }
            return record != null && !records.isEmpty()
                    ? InputStatus.MORE_AVAILABLE
                    : hasEnded ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public List<NumberSequenceSplit> snapshotState(long checkpointId) {
            return List.of(new NumberSequenceSplit("given", given, checkpointId));
        }

        @Override
        public void start() {}

        @Override
        public CompletableFuture<Void> isAvailable() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void addSplits(List<NumberSequenceSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {}
    }

    /** How many came together at each call. */
    private List<Integer> poll(InputStatus last) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            Collected out = new Collected();
            status = reader.pollNext(out);
            sizes.add(out.records);
            assertThat(out.calls).isLessThanOrEqualTo(1);
            int all = sizes.stream().mapToInt(Integer::intValue).sum();
            assertThat(all).as("what was read is handed on").isEqualTo(fetched.given - before);
        }
        before = fetched.given;
        assertThat(status).isEqualTo(last);
        return sizes;
    }

    private static final class Collected implements ReaderOutput<RawRecords> {
        private int calls;
        private int records;

        @Override
        public void collect(RawRecords together) {
            calls++;
            records = together.records().size();
        }

        @Override
        public void collect(RawRecords together, long timestamp) {
            throw new AssertionError("nobody needs its time");
        }

        @Override
        public SourceOutput<RawRecords> createOutputForSplit(String split) {
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

    @Test
    void asManyAsThereAreAndNoMoreThanTheMost() throws Exception {
        assertThat(poll(InputStatus.NOTHING_AVAILABLE)).containsExactly(0);
        fetched.add(1, 10);
        assertThat(poll(InputStatus.NOTHING_AVAILABLE)).containsExactly(1);
        fetched.add(2 * TogetherSource.MOST + 3, 10);
        assertThat(poll(InputStatus.NOTHING_AVAILABLE)).containsExactly(TogetherSource.MOST, TogetherSource.MOST, 3);
        fetched.add(4, 1 << 19);
        assertThat(poll(InputStatus.NOTHING_AVAILABLE)).containsExactly(2, 2);
    }

    @Test
    void theLastOnesComeBeforeTheEnd() throws Exception {
        fetched.add(3, 10);
        fetched.hasEnded = true;
        assertThat(poll(InputStatus.END_OF_INPUT)).containsExactly(3);
        assertThat(reader.snapshotState(7)).singleElement().satisfies(split -> {
            assertThat(split.from()).isEqualTo(3);
            assertThat(split.to()).isEqualTo(7);
        });
    }

    @Test
    void crossesOperatorsAsItIs() throws Exception {
        RawRecords records = new RawRecords(List.of(
                new RawRecord(new SourcePosition("t", 1, 2, 3), new byte[] {4, 5}),
                new RawRecord(new SourcePosition("t", 1, 3, 3), null)));
        BinarySerializer<RawRecords> serializer = new BinarySerializer<>(new RawRecordsFormat());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(records, out);
        RawRecords read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

        assertThat(read.records().get(0).value()).containsExactly(4, 5);
        assertThat(read.records().get(0).position())
                .isEqualTo(records.records().get(0).position());
        assertThat(read.records().get(1).value()).isNull();
    }
}
