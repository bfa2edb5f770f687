package io.rdrop.learn.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.table.RowEncoder;
import io.rdrop.learn.table.Rows;
import io.rdrop.learn.table.TableInputs;
import org.junit.jupiter.api.Test;

class ForestTest {
    private final RowEncoder encoder = Rows.encoder(1);
    private final TableInputs row = new TableInputs(encoder.shape());

    @Test
    void learnsRulesOfNumbersAndCategories() {
        Forest forest = new Forest(encoder.shape(), 4);
        Rows rows = new Rows(9);
        float[] probabilities = new float[Rows.CLASSES];
        double loss = 0;
        for (int i = 0; i < 4000; i++) {
            Example features = rows.next();
            encoder.encode(features, row);
            forest.predict(row, probabilities);
            assertThat(probabilities[0] + probabilities[1] + probabilities[2]).isCloseTo(1, offset(1e-5f));
            loss -= i < 3000 ? 0 : Math.log(probabilities[rows.label()]) / 1000;
            forest.learn(row, rows.label());
            encoder.observe(features);
        }
        assertThat(loss).isLessThan(0.35);
    }

    @Test
    void valuesThatAreMissingOrOutliersRuinNoLeaf() {
        Forest forest = new Forest(encoder.shape(), 4);
        Rows rows = new Rows(9);
        float[] probabilities = new float[Rows.CLASSES];
        double loss = 0;
        for (int i = 0; i < 3000; i++) {
            Example features = rows.next();
            encoder.encode(i % 50 == 49 ? Rows.example(new double[] {1e30, Double.NaN}, null, 0, 0) : features, row);
            forest.predict(row, probabilities);
            loss -= i < 2000 || i % 50 == 49 ? 0 : Math.log(probabilities[rows.label()]) / 980;
            forest.learn(row, rows.label());
            encoder.observe(features);
        }
        assertThat(loss).isLessThan(0.5);
    }

    @Test
    void aSplitSeparatesTheClasses() {
        Leaf leaf = new Leaf(new int[] {0, 1}, 2);
        FeatureRow values = new FeatureRow(encoder.shape());
        for (int i = 0; i < 40; i++) {
            int label = i % 2;
            encoder.encode(Rows.example(new double[] {i % 5, 10 * label + i % 3}, "x", 0, 0), row);
            values.set(row);
            leaf.add(values, label, 2);
        }
        SplitSearch.Split split = new SplitSearch(2).of(leaf);

        assertThat(split).isNotNull();
        assertThat(split.feature()).isEqualTo(1);
        assertThat(split.threshold()).isBetween(3f, 9f);
        assertThat(split.left()).containsExactly(new float[] {40, 0}, offset(0.1f));
    }

    @Test
    void aLeafOfOneClassIsNotSplit() {
        Leaf leaf = new Leaf(new int[] {0}, 2);
        assertThat(leaf.isPure()).isTrue();
        leaf.counts[1] = 5;
        assertThat(leaf.isPure()).isTrue();
        leaf.counts[0] = 1;
        assertThat(leaf.isPure()).isFalse();
    }

    @Test
    void aTreeOfManyClassesHasFewLeaves() {
        FeatureRow values = new FeatureRow(encoder.shape());
        int classes = 100_000;
        Tree tree = new Tree(values.features(), classes, 1, new SplitSearch(classes));
        int leaves = 1;
        for (int i = 0; i < 300; i++) {
            encoder.encode(Rows.example(new double[] {i % 2, 0}, "x", 0, 0), row);
            values.set(row);
            int node = tree.route(values);
            tree.learn(values, node, i % 2, 100);
            leaves = Math.max(leaves, tree.route(values) + 1);
        }
        assertThat(leaves).isEqualTo(1); // one leaf has 4.8 MB
    }

    @Test
    void aFeatureOfTwoValuesIsCounted() {
        Leaf leaf = new Leaf(new int[] {0}, 2);
        FeatureRow values = new FeatureRow(encoder.shape());
        for (int i = 0; i < 100; i++) {
            int label = i % 2;
            double value = label == 1 || i % 10 == 0 ? 1 : 0;
            encoder.encode(Rows.example(new double[] {value, 0}, "x", 0, 0), row);
            values.set(row);
            leaf.add(values, label, 1);
        }
        assertThat(leaf.isTwoValued(0)).isTrue();
        SplitSearch.Split split = new SplitSearch(2).of(leaf);
        assertThat(split).isNotNull();
        assertThat(split.left()).containsExactly(new float[] {40, 0}, offset(1e-3f));
    }

    @Test
    void theTableIsCloseToTheNormalDistribution() {
        assertThat(NormalTable.below(0)).isCloseTo(0.5f, offset(1e-4f));
        assertThat(NormalTable.below(1)).isCloseTo(0.841345f, offset(1e-4f));
        assertThat(NormalTable.below(-1.96f)).isCloseTo(0.0249979f, offset(1e-4f));
        assertThat(NormalTable.below(9)).isEqualTo(1);
        assertThat(NormalTable.below(Float.NEGATIVE_INFINITY)).isZero();
    }
}
