package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Command;
import io.rdrop.example.DriftReport;
import io.rdrop.example.Example;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.session.LocalRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a stream.
 *
 * @param logLoss mean of all examples, nats
 * @param signals of drift, in their order
 * @param acted times that settings became other than configured
 */
record DriftRun(double logLoss, List<Signal> signals, int acted) {
    private static final int MICRO_BATCH = 10;

    /** @param at examples until it was signalled, to the end of a micro-batch */
    record Signal(String detector, String on, long at) {}

    /** @param settings of the job, besides those of the stream */
    static DriftRun of(DriftingStream stream, long seed, List<String> settings) {
        return of(stream, seed, settings, new Blind("", "", 0, 0));
    }

    /**
     * Settings that are others at fixed times.
     *
     * @param every so many examples
     * @param lasts for so many
     */
    record Blind(String key, String value, int every, int lasts) {
        private @Nullable Command commandBefore(int at) {
            if (every == 0 || at < every || (at % every != 0 && at % every != lasts)) {
                return null;
            }
            boolean begins = at % every == 0;
            return new Command(
                    "blind-" + at,
                    0,
                    at,
                    Example.DEFAULT_MODEL,
                    "set",
                    "bench",
                    0,
                    begins ? Map.of(key, value) : Map.of(),
                    begins ? List.of() : List.of(key),
                    0,
                    false);
        }
    }

    static DriftRun of(DriftingStream stream, long seed, List<String> settings, Blind blind) {
        List<String> all = new ArrayList<>(settings);
        all.add("seed=" + seed);
        all.add("micro-batch.size=" + MICRO_BATCH);
        JobConfig job = JobConfigs.with(stream.job(), all);
        List<Signal> signals = new ArrayList<>();
        int acted = 0;
        boolean acts = false;
        double loss = Double.NaN;
        try (LocalRun run = new LocalRun(job)) {
            int at = 0;
            for (Example example : stream.examples().apply(seed)) {
                Command command = blind.commandBefore(at++);
                if (command != null) {
                    run.control(Example.DEFAULT_MODEL, command, outside -> {});
                    acted += command.settings().size();
                }
                StepReport report = run.add(example);
                if (report == null) {
                    continue;
                }
                loss = report.cumulative().get(Score.LOG_LOSS);
                DriftReport drift = report.drift();
                if (drift != null) {
                    drift.marks().stream()
                            .filter(mark -> mark.signal().equals(DriftReport.DRIFT))
                            .forEach(mark -> signals.add(new Signal(mark.detector(), mark.on(), report.trained())));
                    acted += drift.acting() && !acts ? 1 : 0;
                    acts = drift.acting();
                }
            }
        }
        return new DriftRun(loss, signals, acted);
    }
}
