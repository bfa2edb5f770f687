package io.rdrop.tools.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFlinkITCase {
    // Static because Flink runs a deserialised copy of the function, in this JVM.
    private static final AtomicLong SUM = new AtomicLong();
    private static final AtomicLong FIRST = new AtomicLong();
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static volatile CountDownLatch seen = new CountDownLatch(1);

    private static @Nullable EmbeddedFlink shared;

    @BeforeAll
    static void start() throws Exception {
        shared = EmbeddedFlink.start(FlinkSettings.ofSlots(2).withRestarts(1, Duration.ofMillis(10)));
    }

    @AfterAll
    static void stop() {
        flink().close();
        flink().close();
    }

    @BeforeEach
    void reset() {
        SUM.set(0);
        FIRST.set(0);
        FAILURES_LEFT.set(0);
        seen = new CountDownLatch(1);
    }

    @Test
    void runsAJobToItsEndAndShowsItInTheWebUi() throws Exception {
        EmbeddedJob job = flink().submit(sumTo(1000));

        assertThat(job.await()).isEqualTo(JobStatus.FINISHED);
        assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(SUM).hasValue(500_500);
        assertThat(flink().webUrl()).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(get("/jobs/" + job.id()).body()).contains("FINISHED");
        assertThat(job.checkpoints(Long.MAX_VALUE).count()).isPositive();
        assertThat(job.checkpoints(Long.MAX_VALUE).describe()).matches("\\d+ checkpoints? of \\d+ ms");
        assertThat(job.checkpoints(0).describe()).isEqualTo("no checkpoint");
        assertThat(get("/").body()).containsIgnoringCase("<title>Apache Flink Web Dashboard</title>");
        assertThat(get("/config").body()).contains("\"web-submit\":false");
    }

    @Test
    void restartsAFailedJobAsOftenAsItWasTold() throws Exception {
        FAILURES_LEFT.set(1);
        EmbeddedJob restarted = flink().submit(sumTo(10));
        assertThat(restarted.await()).isEqualTo(JobStatus.FINISHED);
        assertThat(restarted.lastFailure()).hasValueSatisfying(failure -> {
            assertThat(failure.atMs()).isPositive();
            assertThat(failure.cause()).hasMessage("value 1 refused");
        });
        EmbeddedJob sound = flink().submit(sumTo(10));
        sound.await();
        assertThat(sound.lastFailure()).isEmpty();

        FAILURES_LEFT.set(2);
        EmbeddedJob job = flink().submit(sumTo(10));
        assertThatThrownBy(job::await)
                .isInstanceOf(JobExecutionException.class)
                .hasMessageContaining("sum failed")
                .hasMessageEndingWith("value 1 refused");
    }

    @Test
    void stopsWithASavepointAndGoesOnFromIt(@TempDir Path savepoints) throws Exception {
        EmbeddedJob first = flink().submit(sumTo(Long.MAX_VALUE));
        assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(first.await(Duration.ofMillis(1))).isEmpty();
        String savepoint = first.stopWithSavepoint(savepoints, false);
        assertThat(first.await()).isEqualTo(JobStatus.FINISHED);
        assertThat(FIRST).hasValue(1);

        reset();
        EmbeddedJob second = flink().submit(sumTo(Long.MAX_VALUE), savepoint);
        assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
        second.cancel();

        assertThat(second.await()).isEqualTo(JobStatus.CANCELED);
        assertThat(FIRST.get()).isGreaterThan(1);
    }

    @Test
    void keepsCheckpointsInAGivenDirectory(@TempDir Path directory) throws Exception {
        Path checkpoints = directory.resolve("made/for/it");
        try (EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1).withCheckpoints(checkpoints))) {
            FAILURES_LEFT.set(1);
            EmbeddedJob failing = flink.submit(sumTo(10));
            assertThatThrownBy(failing::await).hasMessageEndingWith("value 1 refused");

            EmbeddedJob job = flink.submit(sumTo(10));
            job.await();
            assertThat(checkpoints.resolve(job.id().toString())).exists();
        }
        assertThat(Files.exists(checkpoints)).isTrue();
    }

    private static EmbeddedFlink flink() {
        if (shared == null) {
            throw new IllegalStateException("not started");
        }
        return shared;
    }

    private static StreamGraph sumTo(long last) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.enableCheckpointing(50);
        env.fromSequence(1, last)
                .uid("numbers")
                .map(EmbeddedFlinkITCase::add)
                .uid("sum")
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");
        StreamGraph graph = env.getStreamGraph();
        graph.setJobName("sum");
        return graph;
    }

    private static Long add(Long value) {
        if (FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalArgumentException("value " + value + " refused");
        }
        FIRST.compareAndSet(0, value);
        SUM.addAndGet(value);
        if (value % 1000 == 0) {
            seen.countDown();
        }
        return value;
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(flink().webUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
