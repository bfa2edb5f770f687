package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Scores;
import io.rdrop.example.StepReport;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.StepReportFormat;
import io.rdrop.registry.SnapshotManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training states in Flink's backends. */
class TrainingStatesHarnessTest {
    /** Far below the length of most parts. */
    private static final int CHUNK_BYTES = 100;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path registry;

    /** As a checkpoint coordinator has it: files of earlier checkpoints stand in later, incremental ones. */
    private final SharedStateRegistry shared = new SharedStateRegistryImpl();

    private enum Backend {
        HEAP {
            @Override
            StateBackend make() {
                return new HashMapStateBackend();
            }
        },
        ROCKSDB {
            @Override
            StateBackend make() {
                return new EmbeddedRocksDBStateBackend(false);
            }
        },
        ROCKSDB_INCREMENTAL {
            @Override
            StateBackend make() {
                return new EmbeddedRocksDBStateBackend(true);
            }
        };

        abstract StateBackend make();
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aStateOfManyChunksIsRestoredExactly(Backend backend) throws Exception {
        JobConfig config = config();
        SnapshotManifest expected;
        try (Harness harness = new Harness(config, backend, CHUNK_BYTES, null)) {
            harness.feed(0, 30);
            expected = harness.end();
        }
        OperatorSubtaskState state = null;
        for (int from = 0; from < 30; from += 6) {
            try (Harness harness = new Harness(config, backend, CHUNK_BYTES, state)) {
                harness.feed(from, from + 3);
                checkpoint(harness, from + 1);
                harness.feed(from + 3, from + 6);
                if (from == 24) {
                    assertThat(harness.end())
                            .usingRecursiveComparison()
                            .withEqualsForType(Scores::equals, Scores.class)
                            .ignoringFields("createdAt")
                            .isEqualTo(expected);
                }
                state = checkpoint(harness, from + 2);
            }
        }
    }

    @Test
    void anIncrementalCheckpointHasOnlyWhatChanged() throws Exception {
        JobConfig config = config("model.hidden=[200, 200]"); // 40,000 parameters and more
        try (Harness harness = new Harness(config, Backend.ROCKSDB_INCREMENTAL, 1 << 20, null)) {
            harness.feed(0, 4);
            assertThat(newBytes(checkpoint(harness, 1))).isGreaterThan(160_000);

            harness.feed(4, 5); // it waits, as the next ones do
            long once = newBytes(checkpoint(harness, 2));
            harness.feed(5, 6);
            long again = newBytes(checkpoint(harness, 3));
            harness.feed(6, 7);
            long andAgain = newBytes(checkpoint(harness, 4));
            // RocksDB may rewrite its files in between, in a thread of its own: that checkpoint has them all.
            assertThat(LongStream.of(once, again, andAgain).min().orElseThrow()).isBetween(1L, 40_000L);

            harness.feed(7, 8);
            assertThat(newBytes(checkpoint(harness, 5))).isGreaterThan(160_000);
        }
    }

    private OperatorSubtaskState checkpoint(AbstractStreamOperatorTestHarness<?> harness, long id) throws Exception {
        OperatorSubtaskState state = harness.snapshot(id, 0);
        state.registerSharedStates(shared, id);
        harness.notifyOfCompletedCheckpoint(id);
        return state;
    }

    private static long newBytes(OperatorSubtaskState state) {
        return state.getManagedKeyedState().stream()
                .mapToLong(KeyedStateHandle::getCheckpointedSize)
                .sum();
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aStateOfFormat1IsReplacedByParts(Backend backend) throws Exception {
        JobConfig config = StoredStatesTest.config();
        byte[] stored = Files.readAllBytes(Path.of("src", "test", "resources", "states", "training-state-1.bin"));
        OperatorSubtaskState state;
        try (FrameHarness harness = new FrameHarness(backend, null)) {
            harness.processElement(new StreamRecord<>(stored));
            state = checkpoint(harness, 1);
        }
        try (Harness harness = new Harness(config, backend, CHUNK_BYTES, state)) {
            state = checkpoint(harness, 2); // nothing was fed
        }
        try (FrameHarness harness = new FrameHarness(backend, state)) {
            harness.processElement(new StreamRecord<>(new byte[0]));
            assertThat(harness.extractOutputValues()).as("what was there").isEmpty();
        }
        try (Harness harness = new Harness(config, backend, CHUNK_BYTES, state)) {
            harness.feed(23, 24);
            assertThat(harness.extractOutputValues())
                    .extracting(StepReport::trained)
                    .containsExactly(24L);
        }
    }

    private JobConfig config(String... overrides) {
        return Jobs.config(registry, overrides);
    }

    /** One subtask of an operator that is keyed by model. */
    private abstract static class Subtask<I, O> extends KeyedOneInputStreamOperatorTestHarness<String, I, O> {
        Subtask(OneInputStreamOperator<I, O> operator, KeySelector<I, String> model) throws Exception {
            super(operator, model, Types.STRING, 128, 1, 0);
        }

        void start(Backend backend, TypeSerializer<O> output, @Nullable OperatorSubtaskState state) throws Exception {
            setStateBackend(backend.make());
            setup(output);
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the operator", e);
            }
        }
    }

    private static final class Harness extends Subtask<Example, StepReport> {
        Harness(JobConfig config, Backend backend, int chunkBytes, @Nullable OperatorSubtaskState state)
                throws Exception {
            super(new LearnOperator(config, Jobs.ORIGINALS, new SnapshotRequest(), chunkBytes), Example::model);
            getEnvironment().setCheckpointStorageAccess(Jobs.checkpoints(config));
            start(backend, new BinarySerializer<>(new StepReportFormat()), state);
        }

        void feed(long from, long to) throws Exception {
            for (long offset = from; offset < to; offset++) {
                processElement(new StreamRecord<>(Jobs.example("de", offset)));
            }
        }

        /** The last snapshot. */
        SnapshotManifest end() throws Exception {
            getOneInputOperator().finish();
            return getSideOutput(LearnOperator.SNAPSHOTS).stream()
                    .reduce((before, after) -> after)
                    .orElseThrow()
                    .getValue()
                    .manifest();
        }
    }

    /** Keyed state as an earlier version left it. */
    private static final class FrameHarness extends Subtask<byte[], byte[]> {
        FrameHarness(Backend backend, @Nullable OperatorSubtaskState state) throws Exception {
            super(new KeyedProcessOperator<>(new Exchange()), frame -> "de");
            start(backend, BytePrimitiveArraySerializer.INSTANCE, state);
        }
    }

    /** Stores what comes in and gives what was there. */
    private static final class Exchange extends KeyedProcessFunction<String, byte[], byte[]> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("NullAway.Init") // set in open
        private transient ValueState<byte[]> frame;

        @Override
        public void open(OpenContext context) {
            frame = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>(
                            "training-state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        }

        @Override
        public void processElement(byte[] value, Context context, Collector<byte[]> out) throws Exception {
            byte[] before = frame.value();
            if (before != null) {
                out.collect(before);
            }
            frame.update(value);
        }
    }
}
