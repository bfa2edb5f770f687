package io.rdrop.learn.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.Example;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.Rows;
import io.rdrop.learn.table.TableShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no straight line fits: trees and neighbours. */
class NumberCompanionsTest {
    private final NumberEncoder encoder = new NumberEncoder(Rows.columns(), 5);
    private final NumberRow row = encoder.row();
    private final Random random = new Random(1);

    static List<Function<TableShape, NumberLearner>> companions() {
        return List.of(
                shape -> new NumberForest(View.COLUMNS, shape, 1),
                shape -> new NumberNeighbours(View.COLUMNS, shape, 1));
    }

    /** Of a deviation of 10. */
    @ParameterizedTest
    @MethodSource("companions")
    void learnsStepsOfNumbersAndCategoriesAndFollowsTheirDrift(Function<TableShape, NumberLearner> made) {
        NumberLearner learner = made.apply(encoder.columnShape());
        assertThat(error(learner, 4000, 1)).isLessThan(4);
        assertThat(error(learner, 8000, -1)).isLessThan(4);
    }

    @ParameterizedTest
    @MethodSource("companions")
    void beginsAnewAsIfNothingHadBeen(Function<TableShape, NumberLearner> made) {
        NumberLearner learner = made.apply(encoder.columnShape());
        error(learner, 1000, 1);
        learner.restart();
        encoder.encode(example(1, 1), row);

        assertThat(learner.predict(row)).isEqualTo(row.levels().decode(0));
    }

    @ParameterizedTest
    @MethodSource("companions")
    void whatIsRestoredGoesOnAsWhatWasSaved(Function<TableShape, NumberLearner> made) throws IOException {
        NumberLearner learner = made.apply(encoder.columnShape());
        error(learner, 3000, 1);
        NumberLearner restored = made.apply(encoder.columnShape());
        restored.restore(new DataInputStream(new ByteArrayInputStream(save(learner))));
        for (int i = 0; i < 1200; i++) {
            Example example = example(1, i);
            encoder.encode(example, row);
            assertThat(restored.predict(row)).isEqualTo(learner.predict(row));
            learner.learn(row, example.target());
            restored.learn(row, example.target());
            encoder.observe(example);
        }
        assertThat(save(restored)).isEqualTo(save(learner));
    }

    @Test
    void aDamagedTreeIsRefused() throws IOException {
        NumberForest forest = new NumberForest(View.COLUMNS, encoder.columnShape(), 1);
        error(forest, 500, 1);
        byte[] saved = save(forest);
        saved[8 + 8 + 8 + 3] = 0; // the nodes of the first tree

        assertThatThrownBy(() -> new NumberForest(View.COLUMNS, encoder.columnShape(), 1)
                        .restore(new DataInputStream(new ByteArrayInputStream(saved))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state is damaged: ");
    }

    /** The mean absolute error of the last 500 of some rows. */
    private double error(NumberLearner learner, int rows, double sign) {
        double late = 0;
        for (int i = 0; i < rows; i++) {
            Example example = example(sign, i);
            encoder.encode(example, row);
            late += i >= rows - 500
                    ? Math.abs(learner.predict(row) - example.target()) / 500
                    : 0 * learner.predict(row);
            learner.learn(row, example.target());
            encoder.observe(example);
        }
        return late;
    }

    private Example example(double sign, long at) {
        double a = random.nextGaussian();
        int c = random.nextInt(3);
        double step = (Math.abs(a) > 0.7 ? 10 : -10) * sign + (c == 1 ? 5 : 0);
        return Rows.example(new double[] {a, random.nextGaussian()}, "c" + c, 50 + step, at);
    }

    private static byte[] save(NumberLearner learner) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        learner.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
