package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.job.wire.BinarySerializer;
import io.rdrop.job.wire.ExampleRecordFormat;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.telemetry.Scraped;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The function with its side output and its counters; what is rejected and why is JsonExampleCodecTest's. */
class DecodeFunctionHarnessTest {
    private static final int MAX_PARALLELISM = 128;
    private static final byte[] NOT_JSON = "not json".getBytes(UTF_8);

    private final JobConfig config = Jobs.config(Path.of("unused"), "metrics.enabled=true", "input.max-bytes=500");

    @SuppressWarnings("NullAway.Init") // JUnit calls serveMetrics()
    private MetricsEndpoint endpoint;

    private long nextOffset;

    @BeforeEach
    void serveMetrics() {
        MetricsEndpoint.shutdown();
        endpoint = MetricsEndpoint.acquire("127.0.0.1", 0, 0); // on a free port, where the function finds it
    }

    @AfterEach
    void shutDown() {
        MetricsEndpoint.shutdown();
    }

    @Test
    void sendsExamplesOnAndRejectionsAside() throws Exception {
        RawRecord good = record(Jobs.json("de", 4));
        RawRecord notJson = record(NOT_JSON);
        RawRecord tombstone = record(null);
        RawRecord another = record(Jobs.json("fr", 7));
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(null);
            for (RawRecord each : List.of(good, notJson, tombstone, another)) {
                harness.feed(each);
            }

            assertThat(harness.extractOutputValues()).hasSize(2);
            Example example = harness.extractOutputValues().get(0);
            assertThat(example.model()).isEqualTo("de");
            assertThat(example.id()).isEqualTo("id-4");
            assertThat(example.position()).isEqualTo(good.position());
            assertThat(harness.extractOutputValues().get(1).position()).isEqualTo(another.position());

            assertThat(harness.rejections())
                    .extracting(Rejection::reason)
                    .containsExactly(RejectionReason.NOT_JSON, RejectionReason.EMPTY);
            Rejection rejection = harness.rejections().get(0);
            assertThat(rejection.record().position()).isEqualTo(notJson.position());
            assertThat(rejection.record().value()).isEqualTo(NOT_JSON);
            assertThat(rejection.detail()).isNotBlank();
            assertThat(harness.rejections().get(1).record().value()).isNull();
        }
    }

    @Test
    void judgesByTheConfiguredLimit() throws Exception {
        byte[] json = Jobs.json("de", 4);
        String padded = new String(json, UTF_8) + " ".repeat(500 - json.length);
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(null);
            harness.feed(record(padded.getBytes(UTF_8)));
            assertThat(harness.rejections()).isEmpty();

            harness.feed(record((padded + " ").getBytes(UTF_8)));

            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.rejections()).extracting(Rejection::reason).containsExactly(RejectionReason.TOO_LARGE);
        }
    }

    @Test
    void countersGoOnWhereTheCheckpointLeftThem() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(null);
            feed(harness, 5, 2, 1);
            assertCounts(0, 8, 2, 1);
            state = harness.snapshot(1, 0);
            feed(harness, 1, 1, 1); // after the checkpoint: will be read again
            assertCounts(0, 11, 3, 2);
        }
        assertThat(Scraped.from(endpoint).names("rdrop_")).as("after the end").isEmpty();
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(state);
            assertCounts(0, 8, 2, 1);
            feed(harness, 1, 1, 1);
            assertCounts(0, 11, 3, 2);
            state = harness.snapshot(2, 0);
        }
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(state);
            assertCounts(0, 11, 3, 2);
        }
    }

    @Test
    void rescalingKeepsTheSumOfTheCounters() throws Exception {
        OperatorSubtaskState[] two = new OperatorSubtaskState[2];
        for (int subtask = 0; subtask < 2; subtask++) {
            try (Harness harness = new Harness(config, 2, subtask)) {
                harness.start(null);
                feed(harness, 1 + subtask, 2, 3);
                two[subtask] = harness.snapshot(1, 0);
            }
        }
        OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(two);
        OperatorSubtaskState one;
        try (Harness harness = new Harness(config, 1, 0)) {
            harness.start(AbstractStreamOperatorTestHarness.repartitionOperatorState(both, MAX_PARALLELISM, 2, 1, 0));
            assertCounts(0, 13, 4, 6);
            one = harness.snapshot(2, 0);
        }
        double read = 0;
        double notJson = 0;
        for (int subtask = 0; subtask < 3; subtask++) {
            try (Harness harness = new Harness(config, 3, subtask)) {
                harness.start(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        one, MAX_PARALLELISM, 1, 3, subtask));
                read += read(subtask);
                notJson += rejected(subtask, RejectionReason.NOT_JSON);
            }
        }
        assertThat(read).isEqualTo(13);
        assertThat(notJson).isEqualTo(4);
    }

    private void feed(Harness harness, int good, int notJson, int empty) throws Exception {
        for (int i = 0; i < good; i++) {
            harness.feed(record(Jobs.json("de", i)));
        }
        for (int i = 0; i < notJson; i++) {
            harness.feed(record(NOT_JSON));
        }
        for (int i = 0; i < empty; i++) {
            harness.feed(record(null));
        }
    }

    private RawRecord record(byte @Nullable [] value) {
        long offset = nextOffset++;
        return new RawRecord(new SourcePosition("examples", 0, offset, 1_000 + offset), value);
    }

    private void assertCounts(int subtask, double read, double notJson, double empty) throws Exception {
        assertThat(read(subtask)).isEqualTo(read);
        assertThat(rejected(subtask, RejectionReason.NOT_JSON)).isEqualTo(notJson);
        assertThat(rejected(subtask, RejectionReason.EMPTY)).isEqualTo(empty);
        assertThat(rejected(subtask, RejectionReason.NO_LABEL)).isZero();
    }

    private double read(int subtask) throws Exception {
        return Scraped.from(endpoint).value("rdrop_records_total{job_name=\"job-tests\",subtask=\"" + subtask + "\"}");
    }

    private double rejected(int subtask, RejectionReason reason) throws Exception {
        return Scraped.from(endpoint)
                .value("rdrop_rejected_total{job_name=\"job-tests\",reason=\"" + reason.code() + "\",subtask=\""
                        + subtask + "\"}");
    }

    /** One subtask of the function. */
    private static final class Harness extends OneInputStreamOperatorTestHarness<RawRecord, Example> {
        Harness(JobConfig config, int parallelism, int subtask) throws Exception {
            super(new ProcessOperator<>(new DecodeFunction(config)), MAX_PARALLELISM, parallelism, subtask);
        }

        void start(@Nullable OperatorSubtaskState state) throws Exception {
            setup(new BinarySerializer<>(new ExampleRecordFormat()));
            if (state == null) {
                initializeEmptyState();
            } else {
                initializeState(state);
            }
            open();
        }

        void feed(RawRecord record) throws Exception {
            processElement(new StreamRecord<>(record));
        }

        List<Rejection> rejections() {
            var records = getSideOutput(Decoding.REJECTED);
            return records == null
                    ? List.of()
                    : records.stream().map(StreamRecord::getValue).toList();
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
}
