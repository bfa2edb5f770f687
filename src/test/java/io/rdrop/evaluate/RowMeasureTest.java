package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Scores;
import io.rdrop.example.TagOutputs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one prediction shows, of each task. */
class RowMeasureTest {
    private static final float[] PROBABILITIES = {9, 0.5f, 0.25f, 0.25f};

    @Test
    void ofClassesAllThreeAreKnown() {
        ClassificationEvaluator evaluator = new ClassificationEvaluator(3, 10);
        Scores before = evaluator.cumulative();

        RowMeasure right = evaluator.measure(0, PROBABILITIES, 1);
        RowMeasure wrong = evaluator.measure(2, PROBABILITIES, 1);

        assertThat(right.error()).isZero();
        assertThat(wrong.error()).isEqualTo(1);
        assertThat(right.logLoss()).isCloseTo(Math.log(2), offset(1e-9));
        assertThat(wrong.logLoss()).isCloseTo(Math.log(4), offset(1e-9));
        assertThat(wrong.entropy()).isEqualTo(right.entropy()).isCloseTo(1.5 * Math.log(2), offset(1e-6));
        assertThat(evaluator.cumulative()).isEqualTo(before);
    }

    @Test
    void withoutALabelTheEntropyIsKnown() {
        RowMeasure measure = new ClassificationEvaluator(3, 10).measure(Double.NaN, PROBABILITIES, 1);
        assertThat(measure.error()).isNaN();
        assertThat(measure.logLoss()).isNaN();
        assertThat(measure.entropy()).isCloseTo(1.5 * Math.log(2), offset(1e-6));
    }

    @Test
    void ofNumbersTheAbsoluteErrorIsKnown() {
        RowMeasure measure = new RegressionEvaluator(10).measure(2, new float[] {0, 3.5f}, 1);
        assertThat(measure.error()).isEqualTo(1.5);
        assertThat(measure.logLoss()).isNaN();
    }

    @Test
    void ofTextsTheLogLossOfACharacterIsKnown() {
        RowMeasure measure = new LanguageEvaluator(10).measure(Double.NaN, new float[] {2, 10, 0, 0, 0, 0, 0, 0}, 0);
        assertThat(measure.logLoss()).isCloseTo(2 * Math.log(2), offset(1e-9));
        assertThat(measure.error()).isNaN();
    }

    @Test
    void ofSentencesTheShareOfWrongTagsAndTheirMeanLogLossAreKnown() {
        float[] outputs = new float[TagOutputs.width(2)];
        TagOutputs sentence = new TagOutputs(outputs, 0);
        sentence.sizes(2, 0);
        sentence.token(0, 1, 0.5f, 1, 0.5f, 0);
        sentence.token(1, 1, 0.75f, 0, 0.25f, 0);

        RowMeasure measure = new TaggingEvaluator(List.of("O", "B-a"), 10).measure(0, outputs, 0);
        assertThat(measure.error()).isEqualTo(0.5);
        assertThat(measure.logLoss()).isCloseTo(1.5 * Math.log(2), offset(1e-6));
    }
}
