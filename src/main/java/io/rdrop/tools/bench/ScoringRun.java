package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.job.ScoringJob;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import java.time.Duration;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** A scoring job that runs until it is closed. */
record ScoringRun(JobConfig config, EmbeddedJob job) implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(5);
    private static final double SKIPPED = 0.1;
    private static final double MEASURED = 0.95;
    private static final double NS_PER_S = 1e9;

    /**
     * How fast it went.
     *
     * @param rate predictions per second
     * @param predictions while it was measured
     * @param costs of the threads meanwhile
     */
    record Speed(double rate, double predictions, ThreadCosts costs) {}

    static ScoringRun start(EmbeddedFlink flink, JobConfig config) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        ScoringJob.prepare(env, config, null);
        return new ScoringRun(config, flink.submit(env.getStreamGraph()));
    }

    /** Predicts what is in its topic; the start and the end of that are not measured. */
    Speed speed(long records) throws Exception {
        double first = await(records * SKIPPED);
        ThreadCosts.Reading threads = ThreadCosts.Reading.now();
        long beganNs = System.nanoTime();
        double last = await(records * MEASURED);
        long endedNs = System.nanoTime();
        return new Speed(
                (last - first) * NS_PER_S / (endedNs - beganNs),
                last - first,
                ThreadCosts.Reading.now().since(threads));
    }

    private double await(double predictions) throws Exception {
        while (predicted() < predictions) {
            if (job.await(POLL).isPresent()) {
                throw new IllegalStateException("the job ended after " + predicted() + " predictions");
            }
        }
        return predicted();
    }

    private double predicted() {
        @Nullable MetricsEndpoint endpoint = MetricsEndpoint.current();
        return endpoint == null ? 0 : endpoint.sum(Meters.SERVED_ROWS, "job_name", ScoringJob.name(config));
    }

    @Override
    public void close() throws JobExecutionException {
        try {
            job.cancel();
            job.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
