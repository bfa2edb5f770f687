package io.rdrop.job;

import io.rdrop.drift.AnswerWatch;
import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.telemetry.ScoringMeters;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what models are asked and answer, if {@code scoring.watch} says so. It is not part of the state: after a
 * restart it begins anew. Not thread-safe.
 */
final class WatchedAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedAnswers.class);
    private static final double[] NO_NUMBERS = {};
    private static final float[] NO_CLASSES = {};

    private final int records;
    private final ScoringMeters meters;
    private final Map<String, Watched> models = new HashMap<>();

    /** A model, and the version whose columns it is compared with. */
    private static final class Watched {
        private final AnswerWatch watch;
        private long version;

        private Watched(AnswerWatch watch) {
            this.watch = watch;
        }
    }

    /** @param records that are compared at a time; 0 watches nothing */
    WatchedAnswers(int records, ScoringMeters meters) {
        this.records = records;
        this.meters = meters;
    }

    /** A record was answered; only what the latest version answered is looked at. */
    void answered(Example example, Prediction prediction, Predictor predictor) {
        if (records == 0 || prediction.by().version() != predictor.version().version()) {
            return; // a canary's answer says nothing of the latest version
        }
        String model = example.model();
        double[] numbers = example.features() instanceof TableFeatures row ? row.numbers() : NO_NUMBERS;
        Watched watched = models.computeIfAbsent(model, absent -> watch(model, numbers.length));
        if (watched.version != prediction.by().version()) {
            watched.version = prediction.by().version();
            watched.watch.compareWith(predictor.columns());
        }
        watched.watch
                .answered(numbers, prediction.isClass() ? prediction.outputs() : NO_CLASSES)
                .forEach(told -> LOG.warn("model {}, version {}: {}", model, watched.version, told));
    }

    private Watched watch(String model, int columns) {
        AnswerWatch watch = new AnswerWatch(columns, records);
        meters.watches(model, watch::stability, watch::shifted, watch::meanEntropy, watch::signals);
        return new Watched(watch);
    }
}
