package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.FlinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;

class RestartNoticeITCase {
    private static final int TIMEOUT_S = 60;
    private static final String NONE = "";
    // Static because Flink runs a deserialised copy of the function, in this JVM.
    private static final SynchronousQueue<Long> ARRIVED = new SynchronousQueue<>();
    private static final SynchronousQueue<String> FAILURES = new SynchronousQueue<>();

    @Test
    void eachFailureIsSaidOnceInOneLine() throws Exception {
        List<String> said = new ArrayList<>();
        RestartNotice notice = new RestartNotice(said::add);
        try (EmbeddedFlink flink =
                EmbeddedFlink.start(FlinkSettings.ofSlots(1).withRestarts(2, Duration.ofMillis(1)))) {
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
            env.setParallelism(1);
            env.fromSequence(1, 2).map(RestartNoticeITCase::pass).sinkTo(new DiscardingSink<>());
            EmbeddedJob job = flink.submit(env.getStreamGraph());

            await(1);
            notice.look(job);
            assertThat(said).isEmpty();

            end("the disk\n  is full");
            await(1);
            notice.look(job);
            notice.look(job);
            assertThat(said).hasSize(1);
            assertThat(said.get(0))
                    .matches("The job failed and restarts from its last checkpoint: the disk is full"
                            + " \\(details in .+\\)");

            end("the broker is gone");
            await(1);
            notice.look(job);
            assertThat(said).hasSize(2);
            assertThat(said.get(1)).contains(": the broker is gone (");

            end(NONE);
            await(2);
            end(NONE);
            assertThat(job.await()).isEqualTo(JobStatus.FINISHED);
            notice.look(job);
            assertThat(said).hasSize(2);
        }
    }

    private static void await(long value) throws InterruptedException {
        assertThat(ARRIVED.poll(TIMEOUT_S, TimeUnit.SECONDS)).isEqualTo(value);
    }

    private static void end(String failure) throws InterruptedException {
        assertThat(FAILURES.offer(failure, TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
    }

    private static Long pass(Long value) throws InterruptedException {
        ARRIVED.put(value);
        String failure = FAILURES.take();
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
        return value;
    }
}
