package io.rdrop.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A detector, and what it watches. */
public record DriftDetectorConfig(
        @Setting("`adwin`, `page-hinkley`, `ddm` or `kswin` (docs/drift.md).")
        DriftDetectorType type,

        @Setting("What it watches: `error`, `log-loss`, `kl` or `entropy` (docs/drift.md).")
        DriftQuantity on,

        @Setting(
                value =
                        "adwin: about the probability of a false alarm at a cut, `none` is 0.002. page-hinkley: by how much"
                                + " the mean may rise, `none` is 0.005.",
                byDefault = "none")
        @Nullable
        Double delta,

        @Setting(value = "page-hinkley: the sum that is a drift; `none` is 50.", byDefault = "none") @Nullable
        Double lambda,

        @Setting(
                value =
                        "page-hinkley: what is kept of the sum at each value, `none` is 0.9999. kswin: the probability below"
                                + " which two samples are not of one distribution, `none` is 0.005.",
                byDefault = "none")
        @Nullable
        Double alpha,

        @Setting(value = "ddm: deviations above the least error that are a warning; `none` is 2.", byDefault = "none")
        @Nullable
        Double warning,

        @Setting(value = "ddm: deviations above the least error that are a drift; `none` is 3.", byDefault = "none")
        @Nullable
        Double drift,

        @Setting(
                value = "page-hinkley, ddm: values without a signal at the beginning; `none` is 30.",
                byDefault = "none")
        @Nullable
        Integer leastExamples,

        @Setting(value = "kswin: values of the window, up to 10,000; `none` is 100.", byDefault = "none") @Nullable
        Integer window,

        @Setting(
                value = "kswin: values of each of the two samples, at most half of the window; `none` is 30.",
                byDefault = "none")
        @Nullable
        Integer sample) {
    private static final double ADWIN_DELTA = 0.002;
    private static final double PAGE_HINKLEY_DELTA = 0.005;
    private static final double LAMBDA = 50;
    private static final double KEPT = 0.9999;
    private static final double KSWIN_ALPHA = 0.005;
    private static final double WARNING = 2;
    private static final double DRIFT = 3;
    private static final int LEAST_EXAMPLES = 30;
    private static final int WINDOW = 100;
    private static final int MOST_WINDOW = 10_000;
    private static final int SAMPLE = 30;

    public DriftDetectorConfig {
        List<String> ours = keys(type);
        Map<String, Object> given = new LinkedHashMap<>();
        put(given, "delta", delta);
        put(given, "lambda", lambda);
        put(given, "alpha", alpha);
        put(given, "warning", warning);
        put(given, "drift", drift);
        put(given, "least-examples", leastExamples);
        put(given, "window", window);
        put(given, "sample", sample);
        List<String> others = new ArrayList<>(given.keySet());
        others.removeAll(ours);
        String name = ConfigBinder.kebab(type.name());
        if (!others.isEmpty()) {
            throw new ConfigException(
                    "type " + name + " has " + String.join(", ", ours) + " but not " + String.join(", ", others));
        }
        if (type == DriftDetectorType.DDM && on != DriftQuantity.ERROR) {
            throw new ConfigException("type ddm is for on: error, values of 0 and 1, but on was "
                    + ConfigBinder.kebab(on.name()) + "; take adwin or page-hinkley");
        }
        if (delta != null && type == DriftDetectorType.ADWIN) {
            checkShare("delta", delta);
        }
        if (delta != null && type == DriftDetectorType.PAGE_HINKLEY) {
            Check.finite("delta", delta);
        }
        if (lambda != null) {
            Check.positive("lambda", lambda);
        }
        if (alpha != null) {
            if (type == DriftDetectorType.KSWIN) {
                checkShare("alpha", alpha);
            } else {
                Check.positive("alpha", alpha);
                Check.within("alpha", alpha, 0, 1);
            }
        }
        Check.positive("warning", warning == null ? WARNING : warning);
        Check.finite("drift", drift == null ? DRIFT : drift);
        Check.atLeast("drift", drift == null ? DRIFT : drift, warning == null ? WARNING : warning);
        Check.within("least-examples", leastExamples == null ? LEAST_EXAMPLES : leastExamples, 0, 1_000_000_000);
        Check.within("window", window == null ? WINDOW : window, 4, MOST_WINDOW);
        Check.within("sample", sample == null ? SAMPLE : sample, 2, Math.floorDiv(window == null ? WINDOW : window, 2));
    }

    /** A detector as it was published. */
    public static DriftDetectorConfig of(DriftDetectorType type, DriftQuantity on) {
        return new DriftDetectorConfig(type, on, null, null, null, null, null, null, null, null);
    }

    private static List<String> keys(DriftDetectorType type) {
        return switch (type) {
            case ADWIN -> List.of("delta");
            case PAGE_HINKLEY -> List.of("delta", "lambda", "alpha", "least-examples");
            case DDM -> List.of("warning", "drift", "least-examples");
            case KSWIN -> List.of("alpha", "window", "sample");
        };
    }

    private static void put(Map<String, Object> given, String key, @Nullable Object value) {
        if (value != null) {
            given.put(key, value);
        }
    }

    private static void checkShare(String key, double value) {
        if (!(value > 0 && value < 1)) {
            throw new ConfigException(key + " must be > 0 and < 1 but was " + value);
        }
    }

    /** As its type has it. */
    public double deltaOrDefault() {
        return delta != null ? delta : type == DriftDetectorType.ADWIN ? ADWIN_DELTA : PAGE_HINKLEY_DELTA;
    }

    public double lambdaOrDefault() {
        return lambda != null ? lambda : LAMBDA;
    }

    /** As its type has it. */
    public double alphaOrDefault() {
        return alpha != null ? alpha : type == DriftDetectorType.KSWIN ? KSWIN_ALPHA : KEPT;
    }

    public double warningOrDefault() {
        return warning != null ? warning : WARNING;
    }

    public double driftOrDefault() {
        return drift != null ? drift : DRIFT;
    }

    public int leastExamplesOrDefault() {
        return leastExamples != null ? leastExamples : LEAST_EXAMPLES;
    }

    public int windowOrDefault() {
        return window != null ? window : WINDOW;
    }

    public int sampleOrDefault() {
        return sample != null ? sample : SAMPLE;
    }

    /** The type, as a configuration names it. */
    public String typeName() {
        return ConfigBinder.kebab(type.name());
    }

    /** With all settings, such as {@code adwin on error, delta 0.002}. */
    public String name() {
        String settings =
                switch (type) {
                    case ADWIN -> "delta " + deltaOrDefault();
                    case PAGE_HINKLEY ->
                        "delta " + deltaOrDefault() + ", lambda " + lambdaOrDefault() + ", alpha " + alphaOrDefault()
                                + ", least-examples " + leastExamplesOrDefault();
                    case DDM ->
                        "warning " + warningOrDefault() + ", drift " + driftOrDefault() + ", least-examples "
                                + leastExamplesOrDefault();
                    case KSWIN ->
                        "alpha " + alphaOrDefault() + ", window " + windowOrDefault() + ", sample " + sampleOrDefault();
                };
        return typeName() + " on " + onName() + ", " + settings;
    }

    /** What is watched, as a configuration names it. */
    public String onName() {
        return ConfigBinder.kebab(on.name());
    }
}
