package io.rdrop.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.tensor.TensorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What every engine must do. Subclasses say how a model of theirs is made. */
public abstract class TrainableModelContract {
    protected static final int INPUTS = 6;
    protected static final int CLASSES = 3;
    protected static final int PASSES = 2;
    protected static final double ALPHA = 1.5;
    private static final int ROWS = 16;

    /**
     * A new model with dropout, {@link #INPUTS}, {@link #CLASSES}, {@link #PASSES} and {@link #ALPHA}; the caller
     * closes it.
     */
    protected abstract TrainableModel create(long seed);

    /** Where batches come from. */
    @FunctionalInterface
    protected interface Batches {
        TensorBatch next(int rows);
    }

    /** A model of another shape, with the same inputs and classes. */
    protected abstract TrainableModel createOther(long seed);

    @Test
    void saysWhatItIs() {
        try (TrainableModel model = create(1)) {
            assertThat(model.inputs()).isEqualTo(INPUTS);
            assertThat(model.outputs()).isEqualTo(CLASSES);
            assertThat(model.parameters()).isPositive();
            assertThat(model.step()).isZero();
        }
    }

    @Test
    void predictsProbabilities() {
        try (TrainableModel model = create(1)) {
            float[] probabilities = predict(model, batches().next(ROWS));
            for (int row = 0; row < ROWS; row++) {
                double sum = 0;
                for (int c = 0; c < CLASSES; c++) {
                    assertThat(probabilities[row * CLASSES + c]).isBetween(0f, 1f);
                    sum += probabilities[row * CLASSES + c];
                }
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    @Test
    void predictsEachRowAsIfItStoodAlone() {
        try (TrainableModel model = create(1)) {
            TensorBatch batch = batches().next(ROWS);
            float[] together = predict(model, batch);
            for (int row = 0; row < ROWS; row++) {
                float[] inputs = Arrays.copyOfRange(batch.inputs(), row * INPUTS, (row + 1) * INPUTS);
                float[] alone = predict(model, batch(1, INPUTS, inputs, new double[1]));
                assertThat(alone)
                        .containsExactly(
                                Arrays.copyOfRange(together, row * CLASSES, (row + 1) * CLASSES), within(1e-6f));
            }
        }
    }

    @Test
    void predictingChangesNothing() {
        try (TrainableModel quiet = create(1);
                TrainableModel asked = create(1)) {
            Batches batches = batches();
            for (int step = 0; step < 5; step++) {
                TensorBatch batch = batches.next(ROWS);
                float[] before = predict(asked, batch);
                assertThat(predict(asked, batch)).isEqualTo(before);
                predict(asked, batches.next(3));
                assertThat(asked.update(batch)).isEqualTo(quiet.update(batch));
                predict(asked, batch);
                assertThat(asked.stateSha256()).isEqualTo(quiet.stateSha256());
                assertThat(asked.step()).isEqualTo(quiet.step());
            }
        }
    }

    /** An update tells how far its passes were apart before it was applied: the same masks, and the same weights. */
    @Test
    void theDivergenceIsThatOfTheUpdateWithItsMasks() {
        try (TrainableModel model = create(1)) {
            Batches batches = batches();
            for (int step = 0; step < 3; step++) {
                TensorBatch batch = batches.next(ROWS);
                double asked = model.divergence(batch, step).orElseThrow();
                assertThat(asked)
                        .isPositive()
                        .isNotEqualTo(model.divergence(batch, step + 1).orElseThrow());
                assertThat(model.update(batch).klDivergence()).isEqualTo(asked);
            }
        }
    }

    @Test
    void askingForDivergencesChangesNothing() throws IOException {
        try (TrainableModel quiet = create(1);
                TrainableModel asked = create(1)) {
            Batches batches = batches();
            for (int step = 0; step < 5; step++) {
                TensorBatch batch = batches.next(ROWS);
                float[] before = predict(asked, batch);
                asked.divergence(batch, 77);
                assertThat(predict(asked, batch)).isEqualTo(before);
                asked.divergence(batches.next(1), 78 + step);
                asked.divergence(batch, 79 + step);
                assertThat(predict(asked, batch)).isEqualTo(before);
                assertThat(asked.update(batch)).isEqualTo(quiet.update(batch));
                asked.divergence(batch, 0);
                assertThat(save(asked)).isEqualTo(save(quiet));
            }
            assertThat(export(asked)).isEqualTo(export(quiet));
        }
    }

    @Test
    void sameSeedAndUpdatesGiveTheSameBytes() throws IOException {
        try (TrainableModel one = create(7);
                TrainableModel two = create(7)) {
            train(one, batches(), 10);
            train(two, batches(), 10);
            assertThat(two.stateSha256()).isEqualTo(one.stateSha256());
            assertThat(save(two)).isEqualTo(save(one));
            assertThat(export(two)).isEqualTo(export(one));
        }
    }

    @Test
    void anotherSeedGivesAnotherModel() {
        try (TrainableModel one = create(7);
                TrainableModel two = create(8)) {
            assertThat(two.stateSha256()).isNotEqualTo(one.stateSha256());
        }
    }

    @Test
    void drawsOtherMasksInTheNextStep() throws IOException {
        try (TrainableModel model = create(1)) {
            // Nothing is applied, so that only the masks can differ between the steps.
            TensorBatch batch = batches().next(ROWS);
            double first = model.update(batch).klDivergence();
            try (TrainableModel later = create(1)) {
                updateThatIsNotFinite(later);
                assertThat(later.update(batch).klDivergence()).isNotEqualTo(first);
            }
        }
    }

    @Test
    void leavesTheBatchAsItIs() {
        try (TrainableModel model = create(1)) {
            TensorBatch batch = batches().next(ROWS);
            float[] inputs = batch.inputs().clone();
            double[] labels = batch.targets().clone();
            predict(model, batch);
            model.update(batch);
            assertThat(batch.inputs()).isEqualTo(inputs);
            assertThat(batch.targets()).isEqualTo(labels);
        }
    }

    @Test
    void measuresTheTermsOfTheObjective() {
        try (TrainableModel model = create(1)) {
            UpdateResult result = model.update(batches().next(ROWS));
            assertThat(result.alpha()).isEqualTo(ALPHA);
            assertThat(result.crossEntropy()).isPositive();
            assertThat(result.klDivergence()).isPositive();
            assertThat(result.loss())
                    .isCloseTo(PASSES * result.crossEntropy() + ALPHA * result.klDivergence(), within(1e-9));
            assertThat(result.learningRate()).isPositive();
            assertThat(result.gradientNorm()).isPositive();
            assertThat(result.applied()).isTrue();
            assertThat(model.step()).isEqualTo(1);
        }
    }

    @Test
    void learnsFromRowsWithoutLabelByTheDistanceOfThePasses() {
        try (TrainableModel model = create(1)) {
            train(model, batches(), 5);
            TensorBatch labelled = batches().next(ROWS);
            double[] none = new double[ROWS];
            Arrays.fill(none, Double.NaN);
            String before = model.stateSha256();
            UpdateResult result = model.update(batch(ROWS, INPUTS, labelled.inputs(), none));
            assertThat(result.crossEntropy()).isZero();
            assertThat(result.klDivergence()).isPositive().isFinite();
            assertThat(result.loss()).isCloseTo(ALPHA * result.klDivergence(), within(1e-12));
            assertThat(result.gradientNorm()).isPositive().isFinite();
            assertThat(result.applied()).isTrue();
            assertThat(model.stateSha256()).isNotEqualTo(before);
        }
    }

    @Test
    void aRowOfWeightOneIsAsOneWithoutWeight() throws IOException {
        try (TrainableModel without = create(1);
                TrainableModel ones = create(1)) {
            Batches batches = batches();
            for (int step = 0; step < 3; step++) {
                TensorBatch batch = batches.next(ROWS);
                double[] weights = new double[ROWS];
                Arrays.fill(weights, 1);
                assertThat(ones.update(batch.weighing(weights))).isEqualTo(without.update(batch));
            }
            assertThat(save(ones)).isEqualTo(save(without));
        }
    }

    @Test
    void aWeightOfTwoIsTwiceTheGradientAndTwiceTheLoss() {
        try (TrainableModel once = create(1);
                TrainableModel twice = create(1)) {
            TensorBatch row = batches().next(1);
            UpdateResult ofOne = once.update(row);
            UpdateResult ofTwo = twice.update(row.weighing(new double[] {2}));

            assertThat(ofTwo.gradientNorm()).isCloseTo(2 * ofOne.gradientNorm(), within(1e-5 * ofOne.gradientNorm()));
            assertThat(ofTwo.crossEntropy()).isCloseTo(2 * ofOne.crossEntropy(), within(1e-9));
            assertThat(ofTwo.klDivergence()).isCloseTo(2 * ofOne.klDivergence(), within(1e-9));
            assertThat(ofTwo.loss()).isCloseTo(2 * ofOne.loss(), within(1e-9));
        }
    }

    @Test
    void rowsOfWeightZeroHaveNoPartInTheGradient() {
        try (TrainableModel one = create(1);
                TrainableModel other = create(1)) {
            TensorBatch batch = batches().next(ROWS);
            double[] weights = new double[ROWS];
            Arrays.fill(weights, 0, ROWS / 2, 1);
            double[] others = batch.targets().clone();
            for (int row = ROWS / 2; row < ROWS; row++) {
                others[row] = (others[row] + 1) % CLASSES;
            }
            TensorBatch relabelled = batch(ROWS, batch.width(), batch.inputs(), others);
            one.update(batch.weighing(weights));
            other.update(relabelled.weighing(weights));
            assertThat(other.stateSha256()).isEqualTo(one.stateSha256());
        }
    }

    /** Nor does the optimiser's momentum move anything. */
    @Test
    void nothingIsLearnedFromRowsThatWeighNothing() {
        try (TrainableModel model = create(1)) {
            train(model, batches(), 3);
            String before = model.stateSha256();
            UpdateResult result = model.update(batches().next(4).weighing(new double[4]));
            assertThat(result.applied()).isTrue();
            assertThat(result.gradientNorm()).isZero();
            assertThat(model.stateSha256()).isEqualTo(before);
            assertThat(model.step()).isEqualTo(4);
        }
    }

    @Test
    void learns() {
        try (TrainableModel model = create(1)) {
            TensorBatch unseen = batches(99).next(300);
            double before = accuracy(model, unseen);
            train(model, batches(), 300);
            assertThat(accuracy(model, unseen)).isGreaterThan(Math.max(0.8, before));
        }
    }

    @Test
    void takesBatchesOfAnySize() {
        try (TrainableModel model = create(1)) {
            Batches batches = batches();
            for (int rows : new int[] {1, 33, 2, 1, 7}) {
                TensorBatch batch = batches.next(rows);
                predict(model, batch);
                assertThat(model.update(batch).applied()).isTrue();
            }
            assertThat(model.step()).isEqualTo(5);
        }
    }

    @Test
    void readsNoMoreThanTheRowsOfALongerBuffer() {
        try (TrainableModel exact = create(1);
                TrainableModel longer = create(1)) {
            TensorBatch batch = batches().next(4);
            float[] inputs = Arrays.copyOf(batch.inputs(), 10 * INPUTS);
            Arrays.fill(inputs, 4 * INPUTS, inputs.length, Float.NaN);
            double[] labels = Arrays.copyOf(batch.targets(), 10);
            Arrays.fill(labels, 4, 10, -5);
            TensorBatch view = batch(4, INPUTS, inputs, labels);
            assertThat(longer.update(view)).isEqualTo(exact.update(batch));
            assertThat(longer.stateSha256()).isEqualTo(exact.stateSha256());
        }
    }

    @Test
    void goesOnAfterARestoreAsIfNothingHadHappened() throws IOException {
        try (TrainableModel uninterrupted = create(5);
                TrainableModel lost = create(5);
                TrainableModel restored = create(5)) {
            Batches batches = batches();
            for (int step = 0; step < 7; step++) {
                TensorBatch batch = batches.next(ROWS - step);
                uninterrupted.update(batch);
                lost.update(batch);
            }
            train(restored, batches(1234), 2);
            restore(restored, save(lost));
            assertThat(restored.stateSha256()).isEqualTo(lost.stateSha256());
            assertThat(restored.step()).isEqualTo(7);
            for (int step = 0; step < 7; step++) {
                TensorBatch batch = batches.next(ROWS);
                assertThat(restored.update(batch)).isEqualTo(uninterrupted.update(batch));
                assertThat(predict(restored, batch)).isEqualTo(predict(uninterrupted, batch));
            }
            assertThat(restored.stateSha256()).isEqualTo(uninterrupted.stateSha256());
            assertThat(save(restored)).isEqualTo(save(uninterrupted));
        }
    }

    @Test
    void appliesNothingThatIsNotFinite() throws IOException {
        try (TrainableModel model = create(1)) {
            train(model, batches(), 3);
            String before = model.stateSha256();
            UpdateResult result = updateThatIsNotFinite(model);
            assertThat(result.applied()).isFalse();
            assertThat(model.stateSha256()).isEqualTo(before);
            assertThat(model.step()).isEqualTo(4);
            assertThat(model.update(batches().next(ROWS)).applied()).isTrue();
        }
    }

    @Test
    void asksALimitOnceByTheNormOfTheGradientAndNotWhereNothingIsApplied() throws IOException {
        try (TrainableModel model = create(1);
                TrainableModel free = create(1)) {
            List<Double> asked = new ArrayList<>();
            TensorBatch batch = batches().next(ROWS);

            UpdateResult result = model.update(batch, norm -> {
                asked.add(norm);
                return 1;
            });
            updateThatIsNotFinite(model);

            assertThat(asked).containsExactly(result.gradientNorm());
            assertThat(result).isEqualTo(free.update(batch));
        }
    }

    @Test
    void aScaledLearningRateMovesItLessAndIsKeptByItsOwner() throws IOException {
        try (TrainableModel whole = create(5);
                TrainableModel tenth = create(5);
                TrainableModel restored = create(5)) {
            TensorBatch batch = batches().next(ROWS);
            float[] before = predict(whole, batch);
            tenth.scaleLearningRate(0.1);
            double rate = whole.update(batch).learningRate();
            assertThat(tenth.update(batch).learningRate()).isEqualTo(0.1 * rate);
            assertThat(distance(predict(tenth, batch), before))
                    .isPositive()
                    .isLessThan(0.5 * distance(predict(whole, batch), before));

            restored.scaleLearningRate(0.1);
            restore(restored, save(tenth));
            Batches batches = batches(8);
            for (int step = 0; step < 3; step++) {
                TensorBatch next = batches.next(ROWS);
                assertThat(restored.update(next)).isEqualTo(tenth.update(next));
            }
            tenth.scaleLearningRate(1);
            restored.scaleLearningRate(1);
            TensorBatch last = batches.next(ROWS);
            assertThat(tenth.update(last).learningRate()).isEqualTo(rate);
            restored.update(last);
            assertThat(save(restored)).isEqualTo(save(tenth));
        }
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }

    @Test
    void countsOnFromWhereAnotherOneStood() {
        try (TrainableModel model = create(1);
                TrainableModel first = create(1)) {
            TensorBatch batch = batches().next(ROWS);
            model.countFrom(7, 112);
            assertThat(model.step()).isEqualTo(7);
            UpdateResult result = model.update(batch);
            assertThat(model.step()).isEqualTo(8);
            assertThat(model.examples()).isEqualTo(112 + ROWS);
            assertThat(result.klDivergence())
                    .as("other masks")
                    .isNotEqualTo(first.update(batch).klDivergence());
        }
    }

    @Test
    void refusesLabelsOutsideTheClasses() {
        try (TrainableModel model = create(1)) {
            for (double label : new double[] {-1, CLASSES, 0.5}) {
                TensorBatch batch = batch(2, INPUTS, new float[2 * INPUTS], new double[] {0, label});
                assertThatThrownBy(() -> model.update(batch))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Double.toString(label))
                        .hasMessageContaining("row 1");
            }
        }
    }

    @Test
    void refusesBatchesOfAnotherWidth() {
        try (TrainableModel model = create(1)) {
            TensorBatch narrow = batch(2, INPUTS - 1, new float[2 * (INPUTS - 1)], new double[2]);
            assertThatThrownBy(() -> model.update(narrow))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(INPUTS - 1));
            assertThatThrownBy(() -> predict(model, narrow)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // it does not see what a compact constructor says of an array
    void refusesSequencesOfTargets() {
        try (TrainableModel model = create(1)) {
            TensorBatch one = batches().next(ROWS);
            TensorBatch sequences =
                    new TensorBatch(ROWS, INPUTS, one.inputs(), null, one.mask(), INPUTS, new double[ROWS * INPUTS]);
            assertThatThrownBy(() -> model.update(sequences))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sequences of targets");
            assertThat(model.step()).isZero();
        }
    }

    @Test
    void refusesAnEmptyUpdate() {
        try (TrainableModel model = create(1)) {
            assertThatThrownBy(() -> model.update(batch(0, INPUTS, new float[0], new double[0])))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(model.step()).isZero();
        }
    }

    @Test
    void refusesStateOfAnotherNetwork() throws IOException {
        try (TrainableModel model = create(1);
                TrainableModel other = createOther(1)) {
            byte[] state = save(other);
            assertThatThrownBy(() -> restore(model, state))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another network");
        }
    }

    @Test
    void refusesTruncatedState() throws IOException {
        try (TrainableModel model = create(1)) {
            byte[] state = save(model);
            for (int length : new int[] {0, 3, 20, state.length / 2, state.length - 1}) {
                byte[] start = Arrays.copyOf(state, length);
                assertThatThrownBy(() -> restore(model, start))
                        .as("first %d of %d bytes", length, state.length)
                        .isInstanceOf(IOException.class)
                        .message()
                        .isNotBlank();
            }
        }
    }

    @Test
    void refusesDamagedState() throws IOException {
        try (TrainableModel model = create(1)) {
            train(model, batches(), 2);
            byte[] state = save(model);
            for (int at = 0; at < state.length; at += Math.max(1, state.length / 97)) {
                byte[] damaged = state.clone();
                damaged[at] ^= 0x10;
                assertThatThrownBy(() -> restore(model, damaged))
                        .as("byte %d of %d flipped", at, state.length)
                        .isInstanceOf(IOException.class)
                        .message()
                        .isNotBlank();
            }
        }
    }

    @Test
    void hashesItsStateInHexadecimal() {
        try (TrainableModel model = create(1)) {
            String before = model.stateSha256();
            assertThat(before).hasSize(64).isEqualTo(before.toLowerCase(Locale.ROOT));
            train(model, batches(), 1);
            assertThat(model.stateSha256()).isNotEqualTo(before);
        }
    }

    @Test
    void mayBeClosedTwiceAndLeavesOthersAlone() {
        try (TrainableModel other = create(2)) {
            TrainableModel model = create(1);
            train(model, batches(), 2);
            train(other, batches(), 2);
            String before = other.stateSha256();
            model.close();
            model.close();
            assertThat(other.stateSha256()).isEqualTo(before);
            train(other, batches(), 2);
            assertThat(other.step()).isEqualTo(4);
        }
    }

    /** Batches that the models can learn. */
    protected Batches batches(long seed) {
        return new SyntheticBatches(seed, INPUTS, CLASSES)::next;
    }

    private Batches batches() {
        return batches(3);
    }

    protected static void train(TrainableModel model, Batches batches, int updates) {
        for (int i = 0; i < updates; i++) {
            model.update(batches.next(ROWS));
        }
    }

    protected static float[] predict(TrainableModel model, TensorBatch batch) {
        float[] probabilities = new float[batch.rows() * CLASSES];
        model.predict(batch, probabilities);
        return probabilities;
    }

    protected static byte[] save(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    protected static void restore(TrainableModel model, byte[] state) throws IOException {
        model.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }

    protected static byte[] export(TrainableModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.export(bytes);
        return bytes.toByteArray();
    }

    /** An update whose loss is not finite, of a model that is afterwards as if it had seen no such thing. */
    protected UpdateResult updateThatIsNotFinite(TrainableModel model) throws IOException {
        float[] inputs = new float[2 * INPUTS];
        inputs[1] = Float.NaN;
        return model.update(new TensorBatch(2, INPUTS, inputs, new double[2]));
    }

    /** A batch of these inputs, as the models take it. */
    protected TensorBatch batch(int rows, int width, float[] inputs, double[] targets) {
        return new TensorBatch(rows, width, inputs, targets);
    }

    private static double accuracy(TrainableModel model, TensorBatch batch) {
        float[] probabilities = predict(model, batch);
        int right = 0;
        for (int row = 0; row < batch.rows(); row++) {
            int best = 0;
            for (int c = 1; c < CLASSES; c++) {
                if (probabilities[row * CLASSES + c] > probabilities[row * CLASSES + best]) {
                    best = c;
                }
            }
            right += best == batch.targets()[row] ? 1 : 0;
        }
        return (double) right / batch.rows();
    }
}
