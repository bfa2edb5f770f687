package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.Learning;
import io.rdrop.config.UpdaterType;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Score;
import io.rdrop.example.StepReport;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.table.Rows;
import io.rdrop.state.StatePart;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolLearnerTest {
    private static final int BATCH = 8;

    private static PoolLearner learner(Learning learning) {
        return learner(learning, PoolSpec.standard());
    }

    private static PoolLearner learner(Learning learning, PoolSpec spec) {
        return new PoolLearner(
                new Pool(spec, Rows.columns(), Rows.CLASSES, 1),
                new ClassificationEvaluator(Rows.CLASSES, 100),
                learning,
                () -> 0);
    }

    private static List<Example> examples(int count) {
        Rows rows = new Rows(4);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(rows.next());
        }
        return examples;
    }

    private static StepReport learn(PoolLearner learner, List<Example> examples, int size) {
        StepReport last = null;
        for (int at = 0; at < examples.size(); at += size) {
            last = learner.learn(new MicroBatch("default", examples.subList(at, Math.min(examples.size(), at + size))));
        }
        return Objects.requireNonNull(last);
    }

    @Test
    void oneByOneTheSizeOfMicroBatchesChangesNothing() {
        List<Example> examples = examples(203);
        PoolLearner eight = learner(Learning.ONE_BY_ONE);
        PoolLearner one = learner(Learning.PER_BATCH);
        StepReport ofEight = learn(eight, examples, BATCH);
        StepReport ofOne = learn(one, examples, 1);

        assertThat(eight.stateSha256()).isEqualTo(one.stateSha256());
        assertThat(ofEight.cumulative().values()).isEqualTo(ofOne.cumulative().values());
        assertThat(eight.step()).isEqualTo(26);
        assertThat(one.step()).isEqualTo(203);
    }

    /** What a batch is predicted as does not depend on any of its labels; one by one it does. */
    @ParameterizedTest
    @EnumSource(
            value = Learning.class,
            names = {"ONE_BY_ONE", "PER_BATCH"})
    void perBatchNoLabelOfABatchIsSeenBeforeAllOfItIsPredicted(Learning learning) {
        List<Example> examples = examples(400);
        List<Example> last = examples.subList(392, 400);
        List<Double> labels = new ArrayList<>(last.stream().map(Example::target).toList());
        Collections.rotate(labels, 3);
        assertThat(labels).isNotEqualTo(last.stream().map(Example::target).toList());
        List<Example> shuffled = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Example example = last.get(i);
            shuffled.add(new Example(example.position(), null, example.model(), 0, example.features(), labels.get(i)));
        }
        List<float[]> told = predictions(learning, examples.subList(0, 392), last);
        List<float[]> otherwise = predictions(learning, examples.subList(0, 392), shuffled);

        boolean same = true;
        for (int i = 0; i < BATCH; i++) {
            same &= Arrays.equals(told.get(i), otherwise.get(i));
        }
        assertThat(same).isEqualTo(learning == Learning.PER_BATCH);
    }

    /** What the last batch is scored on. */
    private static List<float[]> predictions(Learning learning, List<Example> before, List<Example> last) {
        List<float[]> scored = new ArrayList<>();
        ClassificationEvaluator evaluator = new ClassificationEvaluator(Rows.CLASSES, 100);
        PrequentialEvaluator recording = (PrequentialEvaluator) Proxy.newProxyInstance(
                PrequentialEvaluator.class.getClassLoader(),
                new Class<?>[] {PrequentialEvaluator.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("add")) {
                        int at = (int) arguments[2];
                        scored.add(Arrays.copyOfRange((float[]) arguments[1], at, at + Rows.CLASSES));
                    }
                    return method.invoke(evaluator, arguments);
                });
        PoolLearner learner = new PoolLearner(
                new Pool(PoolSpec.standard(), Rows.columns(), Rows.CLASSES, 1), recording, learning, () -> 0);
        learn(learner, before, BATCH);
        scored.clear();
        learn(learner, last, BATCH);
        return scored;
    }

    @Test
    void labelsThatComeLateAreNoInputs() {
        PoolSpec standard = PoolSpec.standard();
        PoolSpec late = new PoolSpec(standard.networks(), true, true, false);
        PoolLearner learner = learner(Learning.ONE_BY_ONE, late);
        learn(learner, examples(64), BATCH);

        assertThat(learner.state()).extracting(StatePart::name).doesNotContain("pool-member-transitions");
        assertThat(late.networks()).allMatch(network -> network.lags() == 0 && !network.averages());
    }

    @Test
    void reportsItsMembersAndWhatRDropIsWorth() {
        PoolLearner learner = learner(Learning.ONE_BY_ONE);
        StepReport report = learn(learner, examples(400), BATCH);
        StepReport.Pool pool = Objects.requireNonNull(report.pool());

        assertThat(pool.members()).extracting(StepReport.Member::name).contains("norm", "forest", "neighbours-4");
        assertThat(pool.members()).filteredOn(StepReport.Member::rDrop).hasSize(1);
        assertThat(pool.worth()).hasSize(1).first().satisfies(worth -> {
            assertThat(worth.againstDropout()).isFinite();
            assertThat(worth.againstNone()).isFinite();
        });
        assertThat(pool.auditRegret()).isLessThanOrEqualTo(pool.auditBound());
        assertThat(report.loss())
                .isCloseTo(2 * report.crossEntropy() + report.alpha() * report.klDivergence(), offset(1e-9));
        assertThat(report.klDivergence()).isPositive();
        assertThat(report.learningRate()).isEqualTo(0.002);
        assertThat(report.trained()).isEqualTo(400);
        assertThat(report.cumulative().get(Score.ACCURACY)).isGreaterThan(0.6);
    }

    @Test
    void aPoolWithoutRDropHasNoTerms() {
        PoolSpec plain = new PoolSpec(List.of(NetworkSpec.of("sgd", UpdaterType.SGD, 0.03, 8)), true, false, true);
        StepReport report = learn(learner(Learning.ONE_BY_ONE, plain), examples(16), BATCH);

        assertThat(report.loss()).isNaN();
        assertThat(report.alpha()).isNaN();
    }

    @Test
    void anOutlierIsCounted() {
        PoolLearner learner = learner(Learning.ONE_BY_ONE);
        learn(learner, examples(200), BATCH);
        StepReport report = learn(learner, List.of(Rows.example(new double[] {1e30, 0}, "c0", 1, 200)), BATCH);

        assertThat(report.outliers()).singleElement().satisfies(outliers -> {
            assertThat(outliers.column()).isEqualTo("a");
            assertThat(outliers.largest()).isEqualTo(1e30);
        });
        assertThat(learner.outliers()).hasSize(1);
    }
}
