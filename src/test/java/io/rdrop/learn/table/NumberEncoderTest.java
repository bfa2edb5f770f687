package io.rdrop.learn.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import org.junit.jupiter.api.Test;

class NumberEncoderTest {
    private final NumberEncoder encoder = new NumberEncoder(Rows.columns(), 6);
    private final NumberRow row = encoder.row();

    @Test
    void givesEarlierTargetsTheirChangesAndMeansAndNeverTheRowsOwn() {
        NumberRows rows = new NumberRows(1);
        double[] targets = new double[200];
        for (int i = 0; i < targets.length; i++) {
            Example example = rows.next();
            targets[i] = example.target();
            encoder.encode(example, row);
            encoder.observe(example);
        }
        encoder.encode(rows.next(), row);
        int at = encoder.columnShape().numbers();
        float[] numbers = row.history().numbers();
        int last = targets.length - 1;

        assertThat(row.last()).isEqualTo(targets[last]);
        assertThat(numbers[at]).isEqualTo((float) row.levels().encode(targets[last]));
        assertThat(numbers[at + 2]).isEqualTo((float) row.levels().encode(targets[last - 2]));
        assertThat(numbers[at + 3]).isEqualTo((float) row.changes().encode(targets[last] - targets[last - 1]));
        assertThat(numbers[at + 6]).isEqualTo((float) row.changes().encode(targets[last - 3] - targets[last - 4]));
        assertThat(row.earlier()[5]).isEqualTo((float) row.levels().encode(targets[last - 5]));
        double fast = targets[0];
        double mean = 0;
        for (double target : targets) {
            fast += 0.1 * (target - fast);
            mean += target / targets.length;
        }
        assertThat(numbers[at + 7]).isEqualTo((float) row.changes().encode(targets[last] - fast));
        assertThat(row.mean()).isCloseTo(mean, offset(1e-9));
        assertThat(row.columns().numbers()).containsExactly(numbers[0], numbers[1]);
    }

    @Test
    void whatIsNotKnownYetIsZero() {
        encoder.encode(new NumberRows(1).next(), row);
        assertThat(row.history().numbers()).hasSize(2 + 9).containsOnly(0);
        assertThat(row.earlier()).containsOnly(0);
    }

    @Test
    void anOutlierIsNoTarget() {
        NumberRows rows = new NumberRows(1);
        for (int i = 0; i < 100; i++) {
            encoder.observe(rows.next());
        }
        encoder.encode(rows.next(), row);
        double last = row.last();
        assertThat(encoder.isOutlier(1e30)).isTrue();
        encoder.observe(NumberRows.with(rows.next(), 1e30));
        encoder.encode(rows.next(), row);
        assertThat(row.last()).isEqualTo(last);
    }

    @Test
    void needsEnoughLagsForItsChanges() {
        assertThatThrownBy(() -> new NumberEncoder(Rows.columns(), 4)).hasMessage("lags must be > 4 but was 4");
    }
}
