package io.rdrop.job;

import io.rdrop.config.ScoringConfig;
import io.rdrop.drift.AnswerWatch;
import io.rdrop.example.Example;
import io.rdrop.example.TableFeatures;
import io.rdrop.learn.CounterRandom;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.telemetry.ScoringMeters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
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

    /** Of the records that go through dropout passes: any will do, and all tasks may have the same. */
    private static final long SEED = 0;

    private final int records;
    private final double klSample;
    private final ScoringMeters meters;
    private final Map<String, Watched> models = new HashMap<>();

    /** A model, and the version whose columns it is compared with. */
    private static final class Watched {
        private final AnswerWatch watch;
        private long version;
        /** Records so far. */
        private long seen;
        /** Whether the version has a network with R-Drop, and a share of records is asked for. */
        private boolean passes;

        private boolean showsPasses;

        private Watched(AnswerWatch watch) {
            this.watch = watch;
        }
    }

    WatchedAnswers(ScoringConfig config, ScoringMeters meters) {
        this.records = config.watch();
        this.klSample = config.klSample();
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
        boolean isFirst = watched.version != prediction.by().version();
        if (isFirst) {
            watched.version = prediction.by().version();
            watched.watch.compareWith(predictor.columns());
            watched.passes = klSample > 0;
        }
        if (watched.passes && (isFirst || CounterRandom.uniform(SEED, watched.seen, 0) < klSample)) {
            pass(example, predictor, watched);
        }
        watched.seen++;
        tell(model, watched, watched.watch.answered(numbers, prediction.isClass() ? prediction.outputs() : NO_CLASSES));
    }

    /** Has the version's network take a record through dropout: with the masks of another step each time. */
    private void pass(Example example, Predictor predictor, Watched watched) {
        String model = example.model();
        OptionalDouble divergence = predictor.divergence(example, watched.seen);
        watched.passes = divergence.isPresent();
        if (divergence.isEmpty()) {
            LOG.info(
                    "model {}, version {}: no network of it learns with R-Drop, and scoring.kl-sample does nothing",
                    model,
                    watched.version);
            return;
        }
        if (!watched.showsPasses) {
            watched.showsPasses = true;
            meters.watchesPasses(model, watched.watch::meanDivergence, watched.watch::divergenceSignals);
        }
        tell(model, watched, watched.watch.passed(divergence.getAsDouble()));
    }

    private static void tell(String model, Watched watched, List<String> news) {
        news.forEach(told -> LOG.warn("model {}, version {}: {}", model, watched.version, told));
    }

    private Watched watch(String model, int columns) {
        AnswerWatch watch = new AnswerWatch(columns, records);
        meters.watches(model, watch::stability, watch::shifted, watch::meanEntropy, watch::signals);
        return new Watched(watch);
    }
}
