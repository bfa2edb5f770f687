package io.rdrop.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.example.ColumnMoments;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerWatchTest {
    private static final int RECORDS = 1_000;
    private static final float[] NO_CLASSES = {};
    private static final double[] NO_NUMBERS = {};
    private static final List<ColumnMoments> LEARNED =
            List.of(new ColumnMoments("price", 5_000, 100, 20), new ColumnMoments("demand", 5_000, 0, 1));

    private final Random random = new Random(4);
    private final AnswerWatch watch = new AnswerWatch(2, RECORDS);
    private final List<String> told = new ArrayList<>();

    private void answer(int records, double mean, double deviation) {
        for (int i = 0; i < records; i++) {
            double[] numbers = {mean + deviation * random.nextGaussian(), random.nextGaussian()};
            told.addAll(watch.answered(numbers, NO_CLASSES));
        }
    }

    @Test
    void recordsAsTheyWereLearnedGiveNextToNothingAndTellNothing() {
        watch.compareWith(LEARNED);
        answer(10 * RECORDS, 100, 20);

        assertThat(watch.stability()).isPositive().isLessThan(0.02);
        assertThat(watch.shifted()).isZero();
        assertThat(told).isEmpty();
    }

    /** J = d^2 of a shift by d deviations; of a spread of twice the deviation (4 + 1/4) / 2 - 1. */
    @Test
    void theIndexIsThatOfTwoNormalDistributions() {
        watch.compareWith(LEARNED);
        answer(RECORDS, 100 + 20 * 0.7, 20);
        assertThat(watch.stability()).isCloseTo(0.49, within(0.1));

        answer(RECORDS, 100, 40);
        assertThat(watch.stability()).isCloseTo(1.125, within(0.25));
    }

    @Test
    void aShiftIsToldOnceWithTheColumnUntilItIsOver() {
        watch.compareWith(LEARNED);
        answer(3 * RECORDS, 115, 20);

        assertThat(watch.shifted()).isOne();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).startsWith("1 column is not as it was learned: price (PSI 0.");
        answer(RECORDS, 100, 20);
        assertThat(watch.shifted()).isZero();
        answer(RECORDS, 115, 20);
        assertThat(told).hasSize(2);
    }

    @Test
    void anOutlierIsNoShiftAndAnotherUnitIsOne() {
        watch.compareWith(LEARNED);
        answer(RECORDS - 1, 100, 20);
        told.addAll(watch.answered(new double[] {1e30, Double.NaN}, NO_CLASSES));
        assertThat(watch.shifted()).isZero();

        answer(RECORDS, 100_000, 20_000);
        assertThat(watch.shifted()).isOne();
        assertThat(watch.stability()).isGreaterThan(10);
    }

    @Test
    void aColumnThatWasConstantShiftsIfItIsNoMore() {
        AnswerWatch constant = new AnswerWatch(1, RECORDS);
        constant.compareWith(List.of(new ColumnMoments("flag", 5_000, 3, 0)));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(constant.answered(new double[] {3}, NO_CLASSES)).isEmpty();
        }
        assertThat(constant.stability()).isZero();
        for (int i = 0; i < RECORDS; i++) {
            constant.answered(new double[] {i == 0 ? 4 : 3}, NO_CLASSES);
        }
        assertThat(constant.stability()).isEqualTo(1_000);
    }

    @Test
    void whatIsMissingOrHardlyKnownSaysNothing() {
        watch.compareWith(List.of(new ColumnMoments("price", 3, 0, 1), new ColumnMoments("demand", 5_000, 0, 1)));
        for (int i = 0; i < RECORDS; i++) {
            told.addAll(watch.answered(new double[] {50, i < 10 ? 50 : Double.NaN}, NO_CLASSES));
        }
        assertThat(watch.stability()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void anotherVersionIsComparedWithWhatItLearned() {
        watch.compareWith(LEARNED);
        answer(RECORDS / 2, 200, 20);
        watch.compareWith(List.of(new ColumnMoments("price", 9_000, 200, 20), LEARNED.get(1)));
        answer(RECORDS, 200, 20);

        assertThat(watch.shifted()).isZero();
        assertThatThrownBy(() -> watch.compareWith(LEARNED.subList(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reference must have 2 columns but had 1");
    }

    /** Of every hundredth record: the mean is that of a window of records, however many of them were taken. */
    @Test
    void passesThatAgreeLessAreNoticedInASampleOfTheRecords() {
        AnswerWatch classes = new AnswerWatch(0, RECORDS);
        assertThat(classes.meanDivergence()).isNaN();
        pass(classes, 40 * RECORDS, 0.01);
        assertThat(told).isEmpty();
        assertThat(classes.meanDivergence()).isBetween(0.01, 0.02);
        assertThat(classes.divergenceSignals()).isZero();
        pass(classes, 10 * RECORDS, 0.5);

        assertThat(classes.divergenceSignals()).isPositive();
        assertThat(told.get(0))
                .matches("dropout passes agree less: their divergence was 0\\.0\\d+ and is 0\\.\\d+,"
                        + " after 4\\d\\d records");
        assertThat(classes.meanDivergence()).isBetween(0.5, 0.51);
        assertThat(classes.passed(Double.NaN)).isEmpty();
        for (int i = 0; i < 2 * RECORDS; i++) {
            classes.answered(NO_NUMBERS, NO_CLASSES);
        }
        assertThat(classes.meanDivergence())
                .as("windows without a value leave the latest one")
                .isBetween(0.5, 0.51);
        assertThat(classes.signals()).isZero();
    }

    private void pass(AnswerWatch classes, int records, double least) {
        for (int i = 0; i < records; i++) {
            if (i % 100 == 0) {
                told.addAll(classes.passed(least + 0.01 * random.nextDouble()));
            }
            told.addAll(classes.answered(NO_NUMBERS, new float[] {0.9f, 0.1f}));
        }
    }

    @Test
    void answersThatAreLessSureAreNoticedWithoutALabel() {
        AnswerWatch classes = new AnswerWatch(0, RECORDS);
        for (int i = 0; i < 5 * RECORDS; i++) {
            float p = 0.9f + 0.09f * random.nextFloat();
            told.addAll(classes.answered(NO_NUMBERS, new float[] {p, 1 - p}));
        }
        assertThat(told).isEmpty();
        assertThat(classes.meanEntropy()).isBetween(0.1, 0.3);
        for (int i = 0; i < 2 * RECORDS; i++) {
            float p = 0.5f + 0.2f * random.nextFloat();
            told.addAll(classes.answered(NO_NUMBERS, new float[] {p, 1 - p}));
        }

        assertThat(classes.signals()).isPositive();
        assertThat(told.get(0)).startsWith("answers are less sure: their entropy was 0.");
        assertThat(classes.meanEntropy()).isBetween(0.6, 0.7);
        assertThat(classes.stability()).isZero();
    }
}
