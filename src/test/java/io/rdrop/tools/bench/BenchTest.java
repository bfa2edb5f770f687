package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.ConfigException;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.job.OffsetBounds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void recordsNameTheirModelsInTurnAndCanBeLearnedFromInEveryFormat() {
        for (String format : List.of("json", "avro", "binary")) {
            BenchCase bench =
                    BenchCase.generated(54, 7, 8, 4, List.of("m0", "m1", "m2"), List.of("input.format=" + format));
            var codec = ExampleCodecs.of(bench.job());
            for (int i = 0; i < 9; i++) {
                RawRecord record = new RawRecord(new SourcePosition("t", 0, i, 0), bench.record(i));
                assertThat(codec.decode(record)).isInstanceOf(Example.class);
                assertThat(((Example) codec.decode(record)).model()).isEqualTo("m" + i % 3);
            }
            assertThat(bench.record(bench.records().size())).isSameAs(bench.record(0));
            assertThat(bench.title()).isEqualTo("54-8-8-7, micro-batches of 4");
        }
    }

    @Test
    void theBareLearnerEndsWithTheSameStateWhateverTheFormat() {
        String json = BareRun.of(BenchCase.generated(5, 3, 4, 8, List.of(), List.of()), 100)
                .stateSha256();
        BareRun binary = BareRun.of(BenchCase.generated(5, 3, 4, 8, List.of(), List.of("input.format=binary")), 100);

        assertThat(binary.stateSha256()).isEqualTo(json);
        assertThat(binary.learnRate()).isGreaterThan(binary.rate());
        assertThat(binary.last().trained()).isEqualTo(100);
    }

    @Test
    void costsAreThoseOfTheThreadThatDidTheWork() throws InterruptedException {
        CountDownLatch made = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        byte[][] kept = new byte[2][];
        Thread learner = new Thread(
                () -> {
                    kept[0] = new byte[10_000_000];
                    made.countDown();
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                "learn (1/1)");
        ThreadCosts.Reading before = ThreadCosts.Reading.now();
        learner.start();
        made.await();
        kept[1] = new byte[20_000_000];
        ThreadCosts costs = ThreadCosts.Reading.now().since(before);
        read.countDown();
        learner.join();

        assertThat(costs.bytes().get(ThreadCosts.Work.LEARN)).isBetween(10_000_000L, 19_999_999L);
        assertThat(costs.bytes().get(ThreadCosts.Work.OTHER)).isGreaterThan(20_000_000);
        assertThat(costs.cpuNanos().get(ThreadCosts.Work.LEARN)).isPositive();
        assertThat(ThreadCosts.Reading.now().since(before).bytes())
                .as("a thread that is gone")
                .doesNotContainKey(ThreadCosts.Work.LEARN);
    }

    @Test
    void threadsAreToldByTheirNames() {
        assertThat(ThreadCosts.Work.of("learn -> (step-reports, snapshots) (1/1)#0"))
                .isEqualTo(ThreadCosts.Work.LEARN);
        assertThat(ThreadCosts.Work.of("Source: examples-source -> decode (1/1)#0"))
                .isEqualTo(ThreadCosts.Work.DECODE);
        assertThat(ThreadCosts.Work.of("Source Data Fetcher for Source: examples-source"))
                .isEqualTo(ThreadCosts.Work.FETCH);
        assertThat(ThreadCosts.Work.of("data-plane-kafka-request-handler-1")).isEqualTo(ThreadCosts.Work.BROKER);
    }

    @Test
    void mediansAreOfTheMiddle() {
        assertThat(BenchPipelineCommand.median(List.of(9.0, 1.0, 2.0), value -> value))
                .isEqualTo(2);
        assertThat(BenchPipelineCommand.median(List.of(9.0, 1.0), value -> value))
                .isEqualTo(5);
    }

    @Test
    void costsOfCheckpointsAreShownWithTheirSpread() {
        assertThat(BenchCheckpointsCommand.medianAndSpread(new double[] {3, -1, 2.04}))
                .isEqualTo("2.0 % (-1.0 to 3.0)");
    }

    @Test
    void refusesANetworkThatCannotBe() {
        assertThatThrownBy(() -> new BenchGenerator().cases(List.of("micro-batch.size=0")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void boundsMustBeOfTheSamePartitions() {
        assertThatThrownBy(() -> new OffsetBounds(
                        Map.of(new TopicPartition("t", 0), 0L), Map.of(new TopicPartition("t", 1), 5L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t-1");
    }
}
