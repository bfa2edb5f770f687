package io.rdrop.drift;

import io.rdrop.config.DriftDetectorConfig;

/** Makes detectors. */
public final class Detectors {
    private Detectors() {}

    /** A detector that has seen nothing yet. */
    public static DriftDetector of(DriftDetectorConfig config) {
        return switch (config.type()) {
            case ADWIN -> new Adwin(config.deltaOrDefault());
            case PAGE_HINKLEY ->
                new PageHinkley(
                        config.deltaOrDefault(),
                        config.lambdaOrDefault(),
                        config.alphaOrDefault(),
                        config.leastExamplesOrDefault());
            case DDM -> new Ddm(config.warningOrDefault(), config.driftOrDefault(), config.leastExamplesOrDefault());
            case KSWIN -> new Kswin(config.alphaOrDefault(), config.windowOrDefault(), config.sampleOrDefault());
        };
    }
}
