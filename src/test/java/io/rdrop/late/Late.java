package io.rdrop.late;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.Label;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events, labels and predictions for tests, and what becomes of them. */
public final class Late {
    /** What became of arrivals, one line each, in order. */
    public static final class Told implements Fates {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void learn(Example example, @Nullable SourcePosition label) {
            lines.add("learn " + example.id() + " "
                    + (example.isLabelled() ? String.format(Locale.ROOT, "%.0f", example.target()) : "unlabelled")
                    + (example.weight() == 1 ? "" : " weighing " + example.weight())
                    + (example.timeoutOdds() == 0
                            ? ""
                            : String.format(Locale.ROOT, " odds %.4f", example.timeoutOdds())));
        }

        @Override
        public void confirmed(SourcePosition label) {
            lines.add("confirmed " + label);
        }

        @Override
        public void unmatched(SourcePosition position, RejectionReason reason, String detail) {
            lines.add(reason.code() + " " + position);
        }

        public List<String> lines() {
            return lines;
        }
    }

    private Late() {}

    /** Waits for 100 ms. */
    public static JobConfig config(String... overrides) {
        return JobConfigs.parse("""
                features: [{name: x}]
                label: {classes: ["no", "yes"]}
                labels: {topic: labels, wait: 100ms}
                """, "test", List.of(overrides));
    }

    /** An event of this id, at this offset and time. */
    public static Arrival event(String id, long offset, long timeMs) {
        return Arrival.of(example(id, offset, timeMs, Example.UNLABELLED), timeMs);
    }

    /** The same with a label of its own. */
    static Arrival labelled(String id, long offset, long timeMs, double target) {
        return Arrival.of(example(id, offset, timeMs, target), timeMs);
    }

    /** An example as it is before it is joined. */
    public static Example example(String id, long offset, long timeMs, double target) {
        return new Example(
                new SourcePosition("examples", 0, offset, timeMs),
                id,
                Example.DEFAULT_MODEL,
                timeMs,
                new TableFeatures(new double[] {offset}, new @Nullable String[0]),
                target);
    }

    /** A label of this id, at this offset and time. */
    public static Arrival label(String id, long offset, long timeMs, double target) {
        return Arrival.of(
                new Label(new SourcePosition("labels", 0, offset, timeMs), id, Example.DEFAULT_MODEL, target), timeMs);
    }

    /** The same with a weight. */
    static Arrival label(String id, long offset, long timeMs, double target, double weight) {
        SourcePosition position = new SourcePosition("labels", 0, offset, timeMs);
        return Arrival.of(new Label(position, id, Example.DEFAULT_MODEL, target, weight), timeMs);
    }

    /** A prediction of this id. */
    public static Arrival served(String id, long offset, long timeMs, long version, float no) {
        return Arrival.of(
                new Served(
                        new SourcePosition("predictions", 0, offset, timeMs),
                        id,
                        Example.DEFAULT_MODEL,
                        version,
                        new float[] {no, 1 - no}),
                timeMs);
    }
}
