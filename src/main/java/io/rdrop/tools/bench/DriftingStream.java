package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.TableFeatures;
import io.rdrop.learn.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A stream of which it is known where it changes.
 *
 * @param change the first example that may be of the new kind; as many as there are if none is
 * @param examples of a seed
 */
record DriftingStream(String name, JobConfig job, int change, LongFunction<List<Example>> examples) {
    /** How a generated stream changes. */
    enum Kind {
        /** It does not. */
        STATIONARY,
        /** Other columns say the class from one example to the next. */
        ABRUPT,
        /** The same, more and more often over a tenth of the stream. */
        GRADUAL,
        /** The two labels are swapped; inputs are as before. */
        SWAP
    }

    private static final String YAML =
            "features: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}]\nlabel: {classes: [no, yes]}\n";
    private static final int COLUMNS = 5;
    private static final double NOISE = 0.1;
    private static final double CHANGE = 0.55;
    private static final double GRADUAL = 0.1;

    /**
     * Five columns, uniform in [0, 1); the class is whether a + b > 1, and after the change whether c + d > 1; a tenth
     * of the labels is flipped.
     */
    static DriftingStream generated(Kind kind, int length) {
        int change = kind == Kind.STATIONARY ? length : (int) (CHANGE * length);
        return new DriftingStream(
                kind.name().toLowerCase(Locale.ROOT),
                JobConfigs.parse(YAML, "the generated stream's job", List.of()),
                change,
                seed -> {
                    List<Example> all = new ArrayList<>(length);
                    for (int i = 0; i < length; i++) {
                        all.add(generated(kind, seed, i, share(kind, i - change, length)));
                    }
                    return all;
                });
    }

    /** How many of the examples are of the new kind. */
    private static double share(Kind kind, int after, int length) {
        if (after < 0 || kind == Kind.STATIONARY) {
            return 0;
        }
        return kind == Kind.GRADUAL ? Math.min(1, after / (GRADUAL * length)) : 1;
    }

    private static Example generated(Kind kind, long seed, int at, double share) {
        double[] x = new double[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            x[c] = CounterRandom.uniform(seed, at, c);
        }
        boolean isNew = CounterRandom.uniform(seed, at, COLUMNS) < share;
        boolean isSwapped = isNew && kind == Kind.SWAP;
        boolean isOther = isNew && !isSwapped;
        boolean label = (isOther ? x[2] + x[3] : x[0] + x[1]) > 1;
        boolean isFlipped = CounterRandom.uniform(seed, at, COLUMNS + 1) < NOISE;
        return example(at, new TableFeatures(x, new String[0]), label ^ isSwapped ^ isFlipped ? 1 : 0);
    }

    /** The rows of a file, of which nobody knows where they change; the same for each seed. */
    static DriftingStream of(String name, JobConfig job, List<Example> rows) {
        return new DriftingStream(name, job, rows.size(), seed -> rows);
    }

    /** The same rows, their classes moved on by one from a place on. */
    DriftingStream swapped() {
        List<Example> rows = examples.apply(0);
        int from = (int) (CHANGE * rows.size());
        int classes = job.label().classes().size();
        List<Example> all = new ArrayList<>(rows);
        for (int i = from; i < all.size(); i++) {
            Example row = all.get(i);
            all.set(i, example(i, row.features(), ((int) row.target() + 1) % classes));
        }
        return new DriftingStream(name + ", labels swapped", job, from, seed -> all);
    }

    private static Example example(int at, Features features, int label) {
        return new Example(new SourcePosition("memory", 0, at, 0), "", Example.DEFAULT_MODEL, 0, features, label);
    }
}
