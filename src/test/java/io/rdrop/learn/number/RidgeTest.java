package io.rdrop.learn.number;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.table.NumberEncoder;
import io.rdrop.learn.table.NumberRow;
import io.rdrop.learn.table.Rows;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RidgeTest {
    private final NumberEncoder encoder = new NumberEncoder(Rows.columns(), 10);
    private final NumberRow row = encoder.row();
    private final Random random = new Random(1);

    @ParameterizedTest
    @EnumSource(View.class)
    void findsALinearFunction(View view) {
        Ridge ridge = new Ridge(view, encoder, 0, 1e-5);
        assertThat(error(ridge, 3000, 1)).isLessThan(0.1);
    }

    @Test
    void followsADrift() {
        Ridge ridge = new Ridge(View.COLUMNS, encoder, 0, 1e-3);
        error(ridge, 3000, 1);
        assertThat(error(ridge, 3000, -1)).isLessThan(0.2);
    }

    /** Only its own past tells the target: that of six rows before. */
    @Test
    void usesEarlierTargets() {
        Ridge ridge = new Ridge(View.COLUMNS, encoder, 10, 1e-5);
        double[] past = random.doubles(6).toArray();
        double late = 0;
        for (int i = 0; i < 2000; i++) {
            double target = -past[i % 6];
            past[i % 6] = target;
            late += i >= 1500 ? Math.abs(step(ridge, 0, target) - target) / 500 : 0 * step(ridge, 0, target);
        }
        assertThat(late).isLessThan(0.02);
    }

    @Test
    void columnsThatNeverChangeKeepItFinite() {
        Ridge ridge = new Ridge(View.HISTORY, encoder, 10, 1e-3);
        for (int i = 0; i < 20_000; i++) {
            step(ridge, 3, 5);
        }
        assertThat(step(ridge, 3, 5)).isCloseTo(5, offset(1e-6));
    }

    /** The mean absolute error of the last 500 of some rows. */
    private double error(Ridge ridge, int rows, double slope) {
        double late = 0;
        for (int i = 0; i < rows; i++) {
            double a = random.nextGaussian();
            double target = 100 + 20 * slope * a;
            double missed = Math.abs(step(ridge, a, target) - target);
            late += i >= rows - 500 ? missed / 500 : 0;
        }
        return late;
    }

    private double step(Ridge ridge, double a, double target) {
        Example example = Rows.example(new double[] {a, 0}, "c", target, 0);
        encoder.encode(example, row);
        double predicted = ridge.predict(row);
        ridge.learn(row, target);
        encoder.observe(example);
        return predicted;
    }
}
