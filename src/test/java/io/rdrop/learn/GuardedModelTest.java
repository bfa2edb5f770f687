package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.engine.UpdateResult;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StatePart;
import io.rdrop.state.StateParts;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class GuardedModelTest {
    private static final double TRUTH = 3;
    /** Overflows float32 within some hundred updates. */
    private static final double HOT = 1.5;

    private final List<Slope> made = new ArrayList<>();

    private GuardedModel model(double rate, boolean guards) {
        return model(rate, guards, 8);
    }

    private GuardedModel model(double rate, boolean guards, long stateBytes) {
        return new GuardedModel(
                () -> {
                    Slope network = new Slope(rate, stateBytes);
                    made.add(network);
                    return network;
                },
                guards,
                false,
                false,
                0,
                rate);
    }

    private static TensorBatch example(double x, double y) {
        return new TensorBatch(1, 1, new float[] {(float) x}, new double[] {y});
    }

    private static UpdateResult learn(GuardedModel model, TensorBatch batch) {
        float[] outputs = new float[1];
        model.network().predict(batch, outputs);
        model.judge(batch, outputs);
        return model.update(batch);
    }

    /** Sound examples; all of their updates are applied. */
    private static void learn(GuardedModel model, long from, long to, LongToDoubleFunction truth) {
        for (long i = from; i < to; i++) {
            double x = i % 2 == 0 ? 1 : -1;
            assertThat(learn(model, example(x, truth.applyAsDouble(i) * x)).applied())
                    .as("example %d", i)
                    .isTrue();
        }
    }

    private static void learn(GuardedModel model, long from, long to) {
        learn(model, from, to, i -> TRUTH);
    }

    private static double slope(GuardedModel model) {
        return ((Slope) model.network()).slope();
    }

    private static MemoryChunks saved(GuardedModel model) throws IOException {
        MemoryChunks chunks = new MemoryChunks();
        new StateParts(chunks, 1 << 20).save(model.state());
        return chunks;
    }

    private static void restore(GuardedModel model, MemoryChunks chunks) throws IOException {
        new StateParts(chunks, 1 << 20).restore(model.state());
    }

    @Test
    void takesADivergingModelBackAndLearnsOnWithATenthOfTheRate() {
        GuardedModel model = model(HOT, true);

        learn(model, 0, 2_000);

        assertThat(model.divergences()).isEqualTo(1);
        assertThat(slope(model)).isCloseTo(TRUTH, within(1e-6));
        assertThat(learn(model, example(1, TRUTH)).learningRate()).isCloseTo(HOT / 10, within(1e-12));
        assertThat(model.network().step()).as("steps are counted on").isEqualTo(2_001);
    }

    @Test
    void withoutAGuardItIsLost() {
        GuardedModel model = model(HOT, false);
        for (int i = 0; i < 2_000; i++) {
            learn(model, example(1, TRUTH));
        }

        assertThat(model.divergences()).isZero();
        assertThat(Math.abs(slope(model))).isGreaterThan(1e30);
    }

    @Test
    void lowersTheRateUntilItHolds() {
        GuardedModel model = model(1e6 * HOT, true);

        learn(model, 0, 2_000);

        assertThat(slope(model)).isCloseTo(TRUTH, within(1e-6));
        assertThat(learn(model, example(1, TRUTH)).learningRate()).isCloseTo(HOT / 10, within(1e-9));
    }

    @Test
    void recordsThatNoModelCanLearnFromAreLeftOutAndTheModelStays() {
        GuardedModel model = model(0.1, true);
        learn(model, 0, 100);
        double before = slope(model);

        for (int i = 0; i < 1_000; i++) {
            assertThat(learn(model, example(Float.MAX_VALUE, TRUTH)).applied()).isFalse();
        }

        assertThat(slope(model)).isEqualTo(before);
        assertThat(model.divergences()).isZero();
    }

    @Test
    void goesBackToTheLastGoodStateAndNotToTheBeginning() {
        GuardedModel model = model(0.1, true);
        learn(model, 0, 3_000);
        GuardedModel hot = model(HOT, true);
        try {
            restore(hot, saved(model));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Slope first = (Slope) hot.network();

        learn(hot, 0, 400, i -> TRUTH + 1e-9); // what is not exactly known grows
        assertThat(hot.divergences()).isEqualTo(1);
        assertThat(slope(hot)).isCloseTo(TRUTH, within(1e-6));
        assertThat(first.isClosed()).isTrue();
        assertThat(made.stream().filter(network -> !network.isClosed()))
                .as("networks alive")
                .hasSize(2);
    }

    @Test
    void aStreamThatChangesIsNoDivergence() {
        GuardedModel model = model(1e-4, true); // too slow to follow
        learn(model, 0, 100_000);

        learn(model, 0, 5_000, i -> -TRUTH);

        assertThat(model.divergences()).isZero();
        assertThat(slope(model)).isLessThan(TRUTH);
    }

    @Test
    void aRateAsSmallAsCanBeIsNotBlamedForAHopelessStream() {
        GuardedModel model = model(1e-5, true);
        for (int i = 0; i < 20_000; i++) {
            model.judge(example(1, 0.01 * (i % 2)), new float[] {1}); // worse than the mean, and not by much
            model.update(example(1, TRUTH));
        }
        assertThat(model.divergences()).isZero();
    }

    @Test
    void aModelThatStaysALittleWorseThanNoneHasDivergedInTheLongRun() {
        GuardedModel model = model(0.1, true);
        for (int i = 0; i < 6_000; i++) {
            model.judge(example(1, 0.01 * (i % 2)), new float[] {1});
            model.update(example(1, TRUTH));
        }
        assertThat(model.divergences()).isEqualTo(1);
        assertThat(model.update(example(1, TRUTH)).learningRate()).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void aLargeModelBeginsAnew() {
        GuardedModel model = model(0.1, true, 100 << 20);
        learn(model, 0, 100_000);
        assertThat(((Slope) model.network()).slope()).isCloseTo(TRUTH, within(1e-6));
        int before = made.size();

        for (int i = 0; i < 100; i++) { // as if it had diverged: all that it says is far off
            model.judge(example(1, TRUTH), new float[] {1e6f});
        }

        assertThat(model.divergences()).isEqualTo(1);
        assertThat(slope(model)).isZero();
        assertThat(made.size() - before)
                .as("a reserve, and what takes its place")
                .isEqualTo(2);
        assertThat(made.stream().filter(network -> !network.isClosed())).hasSize(1);
    }

    @Test
    void theRateComesBackAfterGoodPeriodsAndLaterEachTime() {
        GuardedModel model = model(HOT, true);
        learn(model, 0, 1_000);
        assertThat(model.divergences()).isEqualTo(1);

        learn(model, 0, 199_000, i -> TRUTH + i % 4);
        assertThat(learn(model, example(1, TRUTH)).learningRate()).isCloseTo(HOT / 10, within(1e-12));
        learn(model, 0, 5_000, i -> TRUTH + i % 4);
        assertThat(model.divergences()).as("the rate was tried again").isEqualTo(2);
        learn(model, 0, 300_000, i -> TRUTH + i % 4);
        assertThat(model.divergences()).isEqualTo(2);
        learn(model, 0, 120_000, i -> TRUTH + i % 4);
        assertThat(model.divergences()).isEqualTo(3);
    }

    @Test
    void goesOnExactlyWhereverItIsRestored() throws IOException {
        GuardedModel undisturbed = model(1e3, true);
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            learn(undisturbed, i, i + 1);
            slopes.add(slope(undisturbed));
        }
        assertThat(undisturbed.divergences()).isGreaterThan(2);

        GuardedModel model = model(1e3, true);
        for (int i = 0; i < 700; i++) {
            GuardedModel restored = model(1e3, true);
            restore(restored, saved(model));
            model = restored;
            learn(model, i, i + 1);
            assertThat(slope(model)).as("after example %d", i).isEqualTo(slopes.get(i));
        }
        assertThat(saved(model).kept())
                .containsExactlyEntriesOf(saved(undisturbed).kept());
    }

    @Test
    void anotherConfiguredRateIsTakenAsItIs() throws IOException {
        GuardedModel model = model(HOT, true);
        learn(model, 0, 2_000);

        GuardedModel resumed = model(0.15, true);
        restore(resumed, saved(model));

        assertThat(learn(resumed, example(1, TRUTH)).learningRate()).isEqualTo(0.15);
        assertThat(resumed.divergences()).isEqualTo(1);
    }

    @Test
    void theGuardMayBeTurnedOffAndOn() throws IOException {
        GuardedModel model = model(HOT, true);
        learn(model, 0, 2_000);

        GuardedModel off = model(HOT, false);
        restore(off, saved(model));
        assertThat(learn(off, example(1, TRUTH)).learningRate()).isEqualTo(HOT);
        GuardedModel on = model(HOT, true);
        restore(on, saved(off));
        learn(on, 0, 2_000);
        assertThat(slope(on)).isCloseTo(TRUTH, within(1e-6));
        assertThat(on.divergences()).isEqualTo(2);
    }

    /** A state of before there were guards: what it holds is the first good state. */
    @Test
    void aModelWhoseCourseIsNotKnownIsTakenToBeGood() throws IOException {
        GuardedModel model = model(0.1, true);
        learn(model, 0, 100);
        MemoryChunks chunks = new MemoryChunks();
        List<StatePart> parts = model.state();
        new StateParts(chunks, 100).save(parts.subList(1, parts.size()));

        GuardedModel resumed = model(HOT, true);
        new StateParts(chunks, 100).restore(resumed.state());
        learn(resumed, 0, 300, i -> TRUTH + 1);
        assertThat(resumed.divergences()).isEqualTo(1);
        for (Slope network : made) {
            assertThat(network.slope()).isNotNaN();
        }
    }
}
