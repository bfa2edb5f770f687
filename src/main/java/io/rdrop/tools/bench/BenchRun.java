package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job over a full topic, watched through its counter of trained examples. What is measured lies between
 * the first tenth and the last observation before the end: neither the start of the job nor its last snapshot counts.
 *
 * @param rate examples trained on per second
 * @param examples trained on while it was measured
 * @param costs of the threads meanwhile
 */
record BenchRun(double rate, double examples, ThreadCosts costs) {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final double SKIPPED = 0.1;
    private static final double NANOS_PER_SECOND = 1e9;

    private record Observation(long nanos, double trained, ThreadCosts.Reading threads) {}

    /** @param records how many the bounds hold */
    static BenchRun of(EmbeddedFlink flink, JobConfig job, OffsetBounds bounds, long records) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, job, bounds);
        EmbeddedJob running = flink.submit(env.getStreamGraph());
        List<Observation> seen = new ArrayList<>();
        while (running.await(POLL).isEmpty()) {
            double trained = trained();
            double before = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).trained();
            // Every few per cent: reading the threads takes time too.
            if (trained >= records * SKIPPED && (trained - before >= records * 0.02) && trained <= records) {
                seen.add(new Observation(System.nanoTime(), trained, ThreadCosts.Reading.now()));
            }
        }
        if (seen.size() < 2) {
            throw new IllegalStateException("the run was too short to measure: " + records + " records");
        }
        Observation first = seen.get(0);
        Observation last = seen.get(seen.size() - 1);
        double examples = last.trained() - first.trained();
        return new BenchRun(
                examples * NANOS_PER_SECOND / (last.nanos() - first.nanos()),
                examples,
                last.threads().since(first.threads()));
    }

    private static double trained() {
        @Nullable MetricsEndpoint endpoint = MetricsEndpoint.current();
        return endpoint == null ? 0 : endpoint.sum(Meters.EXAMPLES, "outcome", "trained");
    }
}
