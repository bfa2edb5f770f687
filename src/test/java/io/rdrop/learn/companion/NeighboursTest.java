package io.rdrop.learn.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.table.RowEncoder;
import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.table.Rows;
import io.rdrop.learn.table.TableInputs;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private final RowEncoder encoder = Rows.encoder(1);
    private final TableInputs row = new TableInputs(encoder.shape());
    private final float[] probabilities = new float[Rows.CLASSES];
    private final Rows rows = new Rows(2);

    @Test
    void beforeTheFirstRowAllClassesAreEqual() {
        encoder.encode(rows.next(), row);
        new Neighbours(encoder.shape(), 4, 1).predict(row, probabilities);
        assertThat(probabilities).containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, offset(1e-6f));
    }

    @Test
    void theRowItselfIsTheNearest() {
        Neighbours neighbours = new Neighbours(encoder.shape(), 1, 1);
        for (int i = 0; i < 60; i++) {
            encoder.observe(rows.next());
        }
        for (int i = 0; i < 500; i++) {
            encoder.encode(rows.next(), row);
            neighbours.predict(row, probabilities);
            neighbours.learn(row, rows.label());
            neighbours.predict(row, probabilities);
            // its vote is 1, or exp(-1) if rounding leaves a distance, or another one of its label has that
            assertThat(probabilities[rows.label()]).isGreaterThan(0.6f);
        }
    }

    @Test
    void rowsOutsideTheLatestHalfAreForgottenInTheEnd() {
        Neighbours neighbours = new Neighbours(encoder.shape(), 10, 1);
        Example same = Rows.example(new double[2], "c0", 0, 0);
        encoder.encode(same, row);
        for (int i = 0; i < 4000; i++) {
            neighbours.learn(row, 0);
        }
        for (int i = 0; i < 40_000; i++) {
            neighbours.learn(row, 1);
        }
        neighbours.predict(row, probabilities);
        assertThat(probabilities[1]).isGreaterThan(0.9f);
    }

    @Test
    void ofRowsWhoseNeighboursAllHaveTheirLabelHalfIsKept() {
        Neighbours neighbours = new Neighbours(encoder.shape(), 10, 1);
        Neighbours ofNoise = new Neighbours(encoder.shape(), 10, 1);
        for (int i = 0; i < 2000; i++) {
            encoder.encode(rows.next(), row);
            neighbours.predict(row, probabilities);
            neighbours.learn(row, 1);
            ofNoise.predict(row, probabilities);
            ofNoise.learn(row, i % 2);
        }
        assertThat((double) neighbours.bytes() / ofNoise.bytes()).isBetween(0.45, 0.55);
    }

    @Test
    void moreVotesShareOneSearch() {
        Neighbours few = new Neighbours(encoder.shape(), 4, 1);
        RowLearner<TableInputs> many = few.withVotes(10);
        Neighbours alone = new Neighbours(encoder.shape(), 10, 1);
        float[] expected = new float[Rows.CLASSES];
        for (int i = 0; i < 300; i++) {
            Example features = rows.next();
            encoder.encode(features, row);
            few.predict(row, expected);
            many.predict(row, probabilities);
            alone.predict(row, expected);
            assertThat(probabilities).isEqualTo(expected);
            few.learn(row, rows.label());
            many.learn(row, rows.label());
            alone.learn(row, rows.label());
            encoder.observe(features);
        }
    }

    @Test
    void aColumnThatTellsTheClassesApartCountsForMore() {
        FeatureWeights weights = new FeatureWeights(2, 2);
        for (int i = 0; i < 100; i++) {
            float noise = i % 4 < 2 ? 1 : -1;
            weights.add(new float[] {i % 2 == 0 ? 1 : -1, noise}, i % 2);
        }
        assertThat(weights.weights()[0]).isCloseTo(2 * 1.05f / 1.1f, offset(1e-3f));
        assertThat(weights.weights()[1]).isCloseTo(2 * 0.05f / 1.1f, offset(1e-3f));
    }
}
