package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class DivergenceTest {
    private static final double SURE = 1e-13;

    private final Random random = new Random(5);

    private static TensorBatch batch(double... targets) {
        return new TensorBatch(targets.length, 0, new float[0], targets);
    }

    /** Probabilities of one row: all but a rest for one class, the rest evenly for the others. */
    private static float[] probabilities(int classes, int predicted, double rest) {
        float[] row = new float[classes];
        for (int c = 0; c < classes; c++) {
            row[c] = (float) (c == predicted ? 1 - rest : rest / (classes - 1));
        }
        return row;
    }

    /**
     * Judges a model on single examples.
     *
     * @param labels by number
     * @param predicted by label
     * @return how many until it was suspected; -1 for never
     */
    private static int suspected(
            Divergence divergence,
            int classes,
            int examples,
            IntUnaryOperator labels,
            IntUnaryOperator predicted,
            double rest) {
        for (int i = 0; i < examples; i++) {
            TensorBatch batch = batch(labels.applyAsInt(i));
            float[] outputs = probabilities(classes, predicted.applyAsInt(labels.applyAsInt(i)), rest);
            divergence.add(divergence.excess(batch, outputs));
            divergence.observe(batch.targets(), batch.rows());
            if (divergence.isSuspected()) {
                return i + 1;
            }
        }
        return -1;
    }

    private static double over(Divergence divergence, TensorBatch batch, float[] outputs) {
        return divergence.excess(batch, outputs).overReferee();
    }

    @Test
    void noticesAModelThatIsSureAndWrongHalfOfTheTime() {
        int[] labels = random.ints(1_000, 0, 2).toArray();

        assertThat(suspected(new Divergence(2), 2, 1_000, i -> labels[i], label -> 0, SURE))
                .isBetween(40, 120);
    }

    @Test
    void outputsThatAreNoNumbersAreTheWorst() {
        Divergence divergence = new Divergence(2);

        assertThat(over(divergence, batch(1), new float[] {Float.NaN, Float.NaN}))
                .isCloseTo(36 - Math.log(2), within(1e-9));
    }

    @Test
    void suspectsNoModelThatHasNotLearnedYet() {
        assertThat(suspected(new Divergence(2), 2, 100_000, i -> i % 2, label -> 0, 0.5))
                .isEqualTo(-1);
        assertThat(suspected(new Divergence(3_000), 3_000, 20_000, i -> (i * 7) % 3_000, label -> 0, 1 - 1.0 / 3_000))
                .isEqualTo(-1);
    }

    /** The last label's class at 90 %: of alternating labels it is always wrong. */
    @Test
    void suspectsNoModelOfAlternatingLabels() {
        assertThat(suspected(new Divergence(2), 2, 100_000, i -> i % 2, label -> 1 - label, 0.2))
                .isEqualTo(-1);
    }

    @Test
    void theRefereeFollowsAPriorThatShifts() {
        Divergence divergence = new Divergence(2);
        suspected(divergence, 2, 10_000, i -> 0, label -> label, 0.1);
        suspected(divergence, 2, 5_000, i -> 1, label -> label, 0.1);

        double excess = over(divergence, batch(1), probabilities(2, 1, 0.1));
        assertThat(excess).isBetween(0.0, 0.12); // the referee is almost sure of class 1
    }

    @Test
    void aFewRecordsDoNotConvict() {
        assertThat(suspected(new Divergence(2), 2, 25, i -> 1, label -> 0, SURE))
                .isEqualTo(-1);
    }

    @Test
    void aRowWithoutLabelIsNotJudged() {
        Divergence divergence = new Divergence(2);

        assertThat(over(divergence, batch(Double.NaN), new float[] {1, 0})).isNaN();
        assertThat(over(divergence, batch(Double.NaN, 1), new float[] {1, 0, 0.5f, 0.5f}))
                .isCloseTo(0, within(1e-9));
    }

    @Test
    void ofNumbersTheRefereeIsTheMean() {
        Divergence divergence = new Divergence(0);

        assertThat(over(divergence, batch(1.5), new float[] {-0.5f})).isCloseTo(Math.log(5 / 3.25), within(1e-6));
        assertThat(over(divergence, batch(0), new float[] {1e30f})).isEqualTo(36);
        assertThat(over(divergence, batch(0), new float[] {Float.NaN})).isEqualTo(36);
        assertThat(over(divergence, batch(1e6), new float[] {1}))
                .as("a wild target")
                .isCloseTo(0, within(1e-5));
    }

    private static Divergence.Period period(double klDivergence, double crossEntropy, double alpha) {
        Divergence divergence = new Divergence(2);
        for (int i = 0; i < 100; i++) {
            divergence.add(new Divergence.Excess(-0.1, -0.1));
            divergence.add(new UpdateResult(crossEntropy, i < 3 ? 0.1 : klDivergence, 1, alpha, 0.1, 1, true));
        }
        return divergence.period(100);
    }

    @Test
    void passesThatAgreeExactlyWhileThereIsSomethingToLearnAreOfDeadUnits() {
        assertThat(period(0, 0.6, 1)).isEqualTo(Divergence.Period.HOPELESS);
        assertThat(period(1e-6, 0.6, 1)).isEqualTo(Divergence.Period.GOOD);
        assertThat(period(0, 0.6, 0)).as("one pass").isEqualTo(Divergence.Period.GOOD);
        assertThat(period(0, 0.001, 1)).as("sure of it").isEqualTo(Divergence.Period.POOR);
    }

    @Test
    void aReserveThatIsBetterConvicts() {
        Divergence divergence = new Divergence(2);

        for (int i = 1; i < Divergence.TRIAL; i++) {
            assertThat(divergence.compare(1, 15, 0.2)).isEqualTo(Divergence.Verdict.OPEN);
        }
        assertThat(divergence.compare(1, 15, 0.2)).isEqualTo(Divergence.Verdict.DIVERGED);
        assertThat(divergence.compare(1, 15, 0.2)).as("a new trial").isEqualTo(Divergence.Verdict.OPEN);
    }

    /** Labels that are turned round make yesterday's model as bad as today's. */
    @Test
    void aReserveThatIsAsBadClears() {
        Divergence divergence = new Divergence(2);
        suspected(divergence, 2, 1_000, i -> 1, label -> 0, SURE);

        assertThat(divergence.isSuspected()).isTrue();
        assertThat(divergence.compare(Divergence.TRIAL, 15, 14.5)).isEqualTo(Divergence.Verdict.CLEARED);
        assertThat(divergence.isSuspected()).isFalse();
    }

    @Test
    void aPeriodIsGoodIfTheModelWasBetterThanTheReferee() {
        Divergence divergence = new Divergence(2);
        int[] labels = random.ints(1_000, 0, 2).toArray();

        suspected(divergence, 2, 999, i -> labels[i], label -> label, 0.2);
        assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.OPEN);
        suspected(divergence, 2, 1, i -> 0, label -> label, 0.2);
        assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.GOOD);
        assertThat(divergence.period(1_000)).as("a new one").isEqualTo(Divergence.Period.OPEN);
        suspected(divergence, 2, 1_000, i -> labels[i], label -> 0, 0.2);
        assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.POOR);
    }

    @Test
    void aLittleWorseThanKnowingNothingIsHopelessInTheLongRunOnly() {
        Divergence divergence = new Divergence(2);
        int[] labels = random.ints(1_000, 0, 2).toArray();

        for (int period = 1; period < Divergence.BAD_PERIODS; period++) {
            suspected(divergence, 2, 1_000, i -> labels[i], label -> 0, 0.2); // 0.92 nats
            assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.POOR);
        }
        suspected(divergence, 2, 1_000, i -> labels[i], label -> 0, 0.2);
        assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.HOPELESS);
    }

    /**
     * Of rare classes the referee is nearly always right, and a model that is not is still no worse than knowing
     * nothing.
     */
    @Test
    void worseThanTheRefereeAloneIsNotHopeless() {
        Divergence divergence = new Divergence(2);
        for (int period = 0; period < 20; period++) {
            suspected(divergence, 2, 1_000, i -> i % 500 == 0 ? 1 : 0, label -> 0, 0.45);
            assertThat(divergence.period(1_000)).isEqualTo(Divergence.Period.POOR);
        }
    }

    @Test
    void goesOnExactlyAfterARestore() throws IOException {
        Divergence divergence = new Divergence(3);
        suspected(divergence, 3, 20_000, i -> i % 3, label -> (label + 1) % 3, 0.7);
        suspected(divergence, 3, 20, i -> 1, label -> 0, SURE);
        divergence.compare(20, 3, 1);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        divergence.save(new DataOutputStream(saved));
        Divergence restored = new Divergence(3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        TensorBatch next = batch(2);
        float[] outputs = probabilities(3, 1, 0.3);
        assertThat(over(restored, next, outputs)).isEqualTo(over(divergence, next, outputs));
        assertThat(restored.compare(30, 1, 3))
                .isEqualTo(divergence.compare(30, 1, 3))
                .isEqualTo(Divergence.Verdict.CLEARED);
        assertThat(suspected(restored, 3, 200, i -> 1, label -> 0, SURE))
                .isEqualTo(suspected(divergence, 3, 200, i -> 1, label -> 0, SURE));
    }

    @Test
    void refusesAStateOfOtherClasses() throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        new Divergence(3).save(new DataOutputStream(saved));

        assertThatThrownBy(() ->
                        new Divergence(2).restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessage("state of a guard must have 2 classes but had 3");
    }
}
