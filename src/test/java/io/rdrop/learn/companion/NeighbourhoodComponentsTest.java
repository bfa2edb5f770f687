package io.rdrop.learn.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourhoodComponentsTest {
    private static final int COLUMNS = 6;
    private static final TableShape SHAPE = new TableShape(COLUMNS, 0, 0, 2, 0);

    private final Random random = new Random(8);
    private final TableInputs row = new TableInputs(SHAPE);

    /** Each column alone says nothing of the label, so that only what is learned can tell them apart. */
    @Test
    void columnsThatOnlyTogetherTellTheClassesCountForMore() {
        Neighbours neighbours = new Neighbours(SHAPE, 10, 1);
        FeatureWeights weights = new FeatureWeights(COLUMNS, 2);
        NearestRows rows = new NearestRows(SHAPE, 10);
        double early = 0;
        double late = 0;
        float[] probabilities = new float[2];
        for (int i = 0; i < 3000; i++) {
            int label = draw();
            neighbours.predict(row, probabilities);
            early -= i >= 300 && i < 800 ? Math.log(probabilities[label]) / 500 : 0;
            late -= i >= 2500 ? Math.log(probabilities[label]) / 500 : 0;
            neighbours.learn(row, label);
            rows.search(row, weights.weights());
            weights.compare(row.numbers(), label, rows);
            if (weights.add(row.numbers(), label)) {
                rows.measure(weights.weights());
            }
            rows.put(i, row, label, weights.weights());
        }
        assertThat(late).isLessThan(0.6 * early);
        for (int j = 2; j < COLUMNS; j++) {
            assertThat(weights.weights()[0]).isGreaterThan(4 * weights.weights()[j]);
            assertThat(weights.weights()[1]).isGreaterThan(4 * weights.weights()[j]);
        }
    }

    @Test
    void thereIsNothingToLearnWhereAllNeighboursHaveTheLabelOrNoneHas() {
        NearestRows rows = new NearestRows(SHAPE, 10);
        float[] weights = ones();
        for (int i = 0; i < 20; i++) {
            draw();
            rows.put(i, row, 1, weights);
        }
        draw();
        rows.search(row, weights);
        NeighbourhoodComponents components = new NeighbourhoodComponents(COLUMNS);
        assertThat(components.add(row.numbers(), 1, rows, weights)).isTrue();
        assertThat(components.add(row.numbers(), 0, rows, weights)).isFalse();
        components.step();
        assertThat(components.factors()).containsOnly(1f);
    }

    /** By the definition, with d_k taken for constant, and central differences. */
    @Test
    void aStepGoesWhereTheLabelsProbabilityGrows() {
        NearestRows rows = new NearestRows(SHAPE, 10);
        float[][] numbers = new float[10][];
        int[] labels = new int[10];
        float[] weights = ones();
        for (int i = 0; i < 10; i++) {
            labels[i] = draw();
            numbers[i] = row.numbers().clone();
            rows.put(i, row, labels[i], weights);
        }
        draw();
        rows.search(row, weights);
        double reach = rows.distance(9);
        NeighbourhoodComponents components = new NeighbourhoodComponents(COLUMNS);
        components.add(row.numbers(), 1, rows, weights);
        components.step();
        for (int j = 0; j < COLUMNS; j++) {
            double gradient =
                    (logProbability(numbers, labels, j, 1e-4, reach) - logProbability(numbers, labels, j, -1e-4, reach))
                            / 2e-4;
            double step = 0.999 * 0.3 * gradient / Math.sqrt(gradient * gradient + 1e-6);
            assertThat(Math.log(components.factors()[j])).isCloseTo(step, offset(1e-3));
        }
    }

    private double logProbability(float[][] numbers, int[] labels, int changed, double log, double reach) {
        double all = 0;
        double right = 0;
        for (int i = 0; i < numbers.length; i++) {
            double distance = 0;
            for (int j = 0; j < COLUMNS; j++) {
                double weight = j == changed ? Math.exp(log) : 1;
                distance += weight * Math.pow(row.numbers()[j] - numbers[i][j], 2);
            }
            double vote = Math.exp(-distance / reach);
            all += vote;
            right += labels[i] == 1 ? vote : 0;
        }
        return Math.log(right / all);
    }

    private static float[] ones() {
        float[] weights = new float[COLUMNS];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Returns whether the first two numbers have one sign. */
    private int draw() {
        for (int j = 0; j < COLUMNS; j++) {
            row.numbers()[j] = (float) random.nextGaussian();
        }
        return row.numbers()[0] * row.numbers()[1] > 0 ? 1 : 0;
    }
}
