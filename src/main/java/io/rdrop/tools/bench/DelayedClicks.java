package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.Label;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.late.Arrival;
import io.rdrop.late.Fates;
import io.rdrop.late.LateModel;
import io.rdrop.session.LocalRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Shows and clicks: an event a second, of which some are clicked, ten minutes later in the mean; that there will be no
 * click nobody says. How often there is one changes over the day. What the model predicts when an event comes is held
 * against whether it will be clicked.
 */
final class DelayedClicks {
    private static final long EVENT_MS = 1_000;
    private static final double MEAN_DELAY_MS = 600_000;
    private static final double DAY_MS = 6 * 3_600_000;
    private static final double[] SLOPES = {1.2, -0.8, 0.5, 0};
    private static final double MEAN_LOGIT = -1.2;
    private static final double SWING = 1.2;
    /** Less would be a logarithm of nothing. */
    private static final double LEAST = 1e-7;

    private final List<Example> events = new ArrayList<>();
    private final List<Boolean> clicked = new ArrayList<>();
    private final List<Arrival> labels = new ArrayList<>();

    /**
     * How well events were predicted when they came, of the second half of the stream.
     *
     * @param logLoss nats
     * @param predicted mean probability of a click
     * @param share how often there was one
     * @param learned how many examples were learned in all
     */
    record Outcome(double logLoss, double predicted, double share, long learned) {}

    DelayedClicks(int count, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            long timeMs = i * EVENT_MS;
            double[] numbers = random.doubles(SLOPES.length, -1, 1).toArray();
            double logit = MEAN_LOGIT + SWING * Math.sin(2 * Math.PI * timeMs / DAY_MS);
            for (int j = 0; j < numbers.length; j++) {
                logit += SLOPES[j] * numbers[j];
            }
            boolean click = random.nextDouble() < 1 / (1 + Math.exp(-logit));
            long delayMs = 1 + (long) (-MEAN_DELAY_MS * Math.log(1 - random.nextDouble()));
            events.add(new Example(
                    new SourcePosition("examples", 0, i, timeMs),
                    "e" + i,
                    Example.DEFAULT_MODEL,
                    timeMs,
                    new TableFeatures(numbers, new @Nullable String[0]),
                    Example.UNLABELLED));
            clicked.add(click);
            if (click) {
                SourcePosition position = new SourcePosition("labels", 0, i, timeMs + delayMs);
                labels.add(Arrival.of(new Label(position, "e" + i, Example.DEFAULT_MODEL, 1), timeMs + delayMs));
            }
        }
        labels.sort(null);
    }

    /** A job on such events, whose settings of labels are still open. */
    static JobConfig job(List<String> overrides) {
        return JobConfigs.parse("""
                features: [{name: a}, {name: b}, {name: c}, {name: d}]
                label: {classes: ["no", "yes"]}
                labels: {topic: labels, on-timeout: class, timeout-class: "no"}
                """, "the bench's job", overrides);
    }

    /** Learns all of it. */
    Outcome run(JobConfig job) {
        LateModel join = new LateModel(Example.DEFAULT_MODEL, job);
        try (LocalRun run = new LocalRun(job)) {
            Fates fates = new Fates() {
                @Override
                public void learn(Example example, @Nullable SourcePosition label) {
                    run.add(example);
                }

                @Override
                public void unmatched(SourcePosition position, RejectionReason reason, String detail) {
                    // labels that came too late
                }
            };
            int next = 0;
            double loss = 0;
            double predicted = 0;
            double clicks = 0;
            int scored = 0;
            for (int i = 0; i < events.size(); i++) {
                Example event = events.get(i);
                for (; next < labels.size() && labels.get(next).timeMs() < event.timeMs(); next++) {
                    join.add(labels.get(next));
                }
                join.advance(event.timeMs() - 1, fates);
                if (i >= events.size() / 2) {
                    double p = run.learner(Example.DEFAULT_MODEL)
                            .probe(List.of(event))
                            .predictions()[1];
                    double ofTruth = clicked.get(i) ? p : 1 - p;
                    loss -= Math.log(Math.max(LEAST, ofTruth));
                    predicted += p;
                    clicks += clicked.get(i) ? 1 : 0;
                    scored++;
                }
                join.add(Arrival.of(event, event.timeMs()));
            }
            return new Outcome(loss / scored, predicted / scored, clicks / scored, run.taken(Example.DEFAULT_MODEL));
        }
    }
}
