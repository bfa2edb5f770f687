package io.rdrop.job;

import io.rdrop.config.ScoringConfig;
import io.rdrop.example.Example;
import io.rdrop.example.TagOutputs;
import io.rdrop.job.WaitingRecords.Asked;
import io.rdrop.job.wire.PredictionJson;
import io.rdrop.job.wire.PredictionRecord;
import io.rdrop.predict.Prediction;
import io.rdrop.predict.Predictor;
import io.rdrop.telemetry.ComparedMeters;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who answers a record, and what others would have said. A shadow predicts when the answer has left; whatever fails
 * there is counted, and changes no answer. Not thread-safe.
 */
final class ComparedAnswers {
    /** Of a sentence or a text it counts whether it is what was answered, to the last tag or character. */
    private static final float[] AS_ANSWERED = {1, 0};

    private static final float[] OTHERWISE = {0, 1};

    private static final Logger LOG = LoggerFactory.getLogger(ComparedAnswers.class);

    private final CanaryShare share;
    private final PredictionJson json;
    private final Consumer<PredictionRecord> out;

    ComparedAnswers(ScoringConfig scoring, PredictionJson json, Consumer<PredictionRecord> out) {
        share = new CanaryShare(scoring.canary().share());
        this.json = json;
        this.out = out;
    }

    /** Who has predicted, and what. */
    private record Said(Prediction prediction, @Nullable ComparedMeters meters, long tookNs) {}

    /**
     * Answers records of a model, and returns what was answered. Each has the bits that `Predictor` gives for it alone,
     * whatever came beside it.
     */
    List<Prediction> answer(List<Asked> asked, ScoredModel model, Predictor latest) {
        if (!model.compared().isEmpty()) {
            return asked.stream()
                    .map(one -> answer(one.example(), model, latest, one.atNs()))
                    .toList();
        }
        List<Prediction> predictions =
                latest.predictEach(asked.stream().map(Asked::example).toList());
        for (int i = 0; i < asked.size(); i++) {
            Asked one = asked.get(i);
            out.accept(json.of(one.example(), predictions.get(i), System.nanoTime() - one.atNs()));
        }
        return predictions;
    }

    /** One at a time, as the time that each takes is measured. */
    private Prediction answer(Example example, ScoredModel model, Predictor latest, long atNs) {
        Said answer = canary(example, model);
        if (answer == null) {
            answer = ask(latest, model.latestMeters(), example);
        }
        out.accept(json.of(example, answer.prediction(), System.nanoTime() - atNs));
        count(answer, example);
        for (ComparedVersion shadow : model.shadows()) {
            compare(shadow, example, answer.prediction());
        }
        return answer.prediction();
    }

    private @Nullable Said canary(Example example, ScoredModel model) {
        ComparedVersion canary = model.canary();
        Predictor predictor = canary == null ? null : canary.predictor();
        if (canary == null || predictor == null || !share.has(example.id())) {
            return null;
        }
        try {
            return ask(predictor, canary.meters(), example);
        } catch (RuntimeException e) {
            failed(canary, example, e);
            return null;
        }
    }

    private void compare(ComparedVersion shadow, Example example, Prediction answered) {
        Predictor predictor = shadow.predictor();
        if (predictor == null) {
            return;
        }
        try {
            Said said = ask(predictor, shadow.meters(), example);
            out.accept(json.ofShadow(example, shadow.model(), said.prediction(), answered, said.tookNs()));
            count(said, example);
            if (answered.isTags() || answered.isText()) {
                boolean isSame = answered.isText()
                        ? said.prediction().text().equals(answered.text())
                        : said.prediction().tags().equals(answered.tags());
                shadow.meters().compared(isSame ? AS_ANSWERED : OTHERWISE, AS_ANSWERED, true);
            } else {
                shadow.meters().compared(said.prediction().outputs(), answered.outputs(), answered.isClass());
            }
        } catch (RuntimeException e) {
            failed(shadow, example, e);
        }
    }

    private static Said ask(Predictor predictor, @Nullable ComparedMeters meters, Example example) {
        long beganNs = System.nanoTime();
        Prediction prediction = predictor.predict(List.of(example)).get(0);
        return new Said(prediction, meters, System.nanoTime() - beganNs);
    }

    private static void count(Said said, Example example) {
        if (said.meters() != null) {
            said.meters().predicted(said.tookNs());
            if (said.prediction().isTags() && example.isLabelled()) {
                said.meters().labelled(new float[] {wrongShare(said.prediction())}, 0, false);
            } else if (!said.prediction().isText() && !Double.isNaN(example.target())) {
                said.meters()
                        .labelled(
                                said.prediction().outputs(),
                                example.target(),
                                said.prediction().isClass());
            }
        }
    }

    /** Share of a sentence's tokens whose tag is another one than came with the record. */
    private static float wrongShare(Prediction prediction) {
        TagOutputs sentence = new TagOutputs(prediction.outputs(), 0);
        float wrong = 0;
        for (int i = 0; i < sentence.tokens(); i++) {
            wrong += sentence.tag(i) == sentence.truth(i) ? 0 : 1;
        }
        return wrong / sentence.tokens();
    }

    private static void failed(ComparedVersion version, Example example, RuntimeException why) {
        version.meters().failed();
        LOG.debug("{} does not predict the record at {}", version.role(), example.position(), why);
    }
}
