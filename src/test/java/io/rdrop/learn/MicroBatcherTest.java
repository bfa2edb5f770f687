package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.MicroBatchConfig;
import io.rdrop.example.Example;
import io.rdrop.example.Examples;
import io.rdrop.example.MicroBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
    private static MicroBatcher batcher(int size, @Nullable Duration maxWait) {
        return new MicroBatcher("default", new MicroBatchConfig(size, 1, maxWait));
    }

    private static MicroBatcher copy(MicroBatcher batcher, @Nullable Duration maxWait, long nowMs) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        batcher.save(new DataOutputStream(bytes));
        MicroBatcher restored = batcher(3, maxWait);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        restored.startWaiting(nowMs);
        return restored;
    }

    @Test
    void closesByCountInArrivalOrder() {
        MicroBatcher batcher = batcher(2, null);

        assertThat(batcher.add(Examples.at(0, 1, 1), 0)).isNull();
        MicroBatch batch = batcher.add(Examples.at(1, 0, 2), 0);

        assertThat(batch).isNotNull();
        assertThat(batch.examples())
                .extracting(example -> example.position().offset())
                .containsExactly(0L, 1L);
        assertThat(batcher.pending()).isZero();
    }

    @Test
    void gatheredMicroBatchesCloseTogether() {
        MicroBatcher batcher = new MicroBatcher("default", new MicroBatchConfig(2, 2, null));
        for (int i = 0; i < 3; i++) {
            assertThat(batcher.add(Examples.at(i, 1, 1), 0)).isNull();
        }
        assertThat(batcher.isLastAwaited()).isTrue();

        assertThat(batcher.add(Examples.at(3, 1, 1), 0)).isNotNull().satisfies(batch -> assertThat(batch.size())
                .isEqualTo(4));
    }

    @Test
    void neverClosesByTimeWithoutMaxWait() {
        MicroBatcher batcher = batcher(2, null);
        batcher.add(Examples.at(0, 1, 1), 0);

        assertThat(batcher.deadlineMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(batcher.closeIfDue(Long.MAX_VALUE - 1)).isNull();
    }

    @Test
    void closesAfterMaxWaitFromItsFirstExample() {
        MicroBatcher batcher = batcher(10, Duration.ofMillis(100));
        batcher.add(Examples.at(0, 1, 1), 1_000);
        batcher.add(Examples.at(1, 1, 1), 1_090);

        assertThat(batcher.closeIfDue(1_099)).isNull();
        MicroBatch batch = batcher.closeIfDue(1_100);
        assertThat(batch).isNotNull();
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batcher.closeIfDue(5_000)).isNull();
    }

    @Test
    void aFullBatchForgetsItsDeadline() {
        MicroBatcher batcher = batcher(1, Duration.ofMillis(100));
        batcher.add(Examples.at(0, 1, 1), 0);

        assertThat(batcher.deadlineMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void goesOnWithTheUntrainedRestAfterARestore() throws IOException {
        MicroBatcher batcher = batcher(3, null);
        batcher.add(Examples.at(7, 1, 1), 0);
        batcher.add(Examples.at(8, 1, 1), 0);

        MicroBatch batch = copy(batcher, null, 0).add(Examples.at(9, 1, 1), 0);

        assertThat(batch).isNotNull();
        assertThat(batch.examples())
                .extracting(Example::position)
                .extracting("offset")
                .containsExactly(7L, 8L, 9L);
    }

    @Test
    void waitsAnewAfterARestore() throws IOException {
        MicroBatcher batcher = batcher(3, Duration.ofMillis(100));
        batcher.add(Examples.at(7, 1, 1), 0);

        assertThat(copy(batcher, Duration.ofMillis(100), 5_000).deadlineMs()).isEqualTo(5_100);
        assertThat(copy(batcher(3, null), Duration.ofMillis(100), 5_000).deadlineMs())
                .isEqualTo(Long.MAX_VALUE);
    }
}
