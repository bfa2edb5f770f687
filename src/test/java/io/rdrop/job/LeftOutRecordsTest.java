package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeftOutRecordsTest {
    private final Topic topic = new Topic();
    private final List<Rejection> letters = new ArrayList<>();

    /** A topic that says who reads it, and when. */
    private static final class Topic implements OriginalRecords.Reader {
        private final CountDownLatch open = new CountDownLatch(1);
        private final Set<Thread> readers = new HashSet<>();
        private boolean broken;
        private boolean closed;

        @Override
        public void fetch(List<SourcePosition> positions, Consumer<RawRecord> each) throws IOException {
            readers.add(Thread.currentThread());
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (broken) {
                throw new IOException("the broker is away");
            }
            positions.forEach(position -> each.accept(new RawRecord(position, new byte[] {1})));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static SourcePosition at(long offset) {
        return new SourcePosition("examples", 0, offset, 0);
    }

    private static void note(LeftOutRecords leftOut, int from, int to) {
        for (int offset = from; offset < to; offset++) {
            leftOut.note(at(offset), RejectionReason.NON_FINITE_UPDATE, "step " + offset);
        }
    }

    @Test
    void theTrainingThreadDoesNotWaitForTheTopic() throws Exception {
        try (LeftOutRecords leftOut = new LeftOutRecords(topic)) {
            note(leftOut, 0, 100);
            leftOut.giveReady(letters::add);
            assertThat(letters).as("while the topic does not answer").isEmpty();

            topic.open.countDown();
            leftOut.giveAll(letters::add);

            assertThat(letters)
                    .extracting(letter -> letter.record().position().offset())
                    .containsExactlyElementsOf(
                            IntStream.range(0, 100).mapToObj(Long::valueOf).toList());
            assertThat(letters).extracting(Rejection::detail).startsWith("step 0", "step 1");
        }
        assertThat(topic.readers).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void oneReaderServesAllAndIsClosedInTheEnd() throws Exception {
        topic.open.countDown();
        try (LeftOutRecords leftOut = new LeftOutRecords(topic)) {
            for (int batch = 0; batch < 10; batch++) {
                note(leftOut, 32 * batch, 32 * batch + 32);
                leftOut.giveAll(letters::add);
            }
            assertThat(topic.closed).isFalse();
        }
        assertThat(letters).hasSize(320);
        assertThat(topic.readers).hasSize(1);
        assertThat(topic.closed).isTrue();
    }

    @Test
    void aCheckpointFailsWithWhatCannotBeReadAgain() {
        topic.broken = true;
        topic.open.countDown();
        try (LeftOutRecords leftOut = new LeftOutRecords(topic)) {
            note(leftOut, 0, 3);
            assertThatThrownBy(() -> leftOut.giveAll(letters::add)).hasMessageContaining("the broker is away");
        }
        assertThat(letters).isEmpty();
    }

    @Test
    void aFloodWaitsForTheTopicInsteadOfFillingTheMemory() throws Exception {
        topic.open.countDown();
        try (LeftOutRecords leftOut = new LeftOutRecords(topic)) {
            for (int offset = 0; offset < 5_000; offset++) {
                note(leftOut, offset, offset + 1);
                leftOut.giveReady(letters::add);
                assertThat(offset + 1 - letters.size()).isLessThanOrEqualTo(1_000);
            }
        }
    }

    @Test
    void isClosedWhileTheTopicDoesNotAnswer() {
        LeftOutRecords leftOut = new LeftOutRecords(topic);
        note(leftOut, 0, 3);
        leftOut.close();
        assertThat(topic.closed).isTrue();
    }
}
