package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.rdrop.example.Outliers;
import io.rdrop.example.SourcePosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OutlierTallyTest {
    private final OutlierTally tally = new OutlierTally();

    private static Outliers outlier(String column, double value, long offset) {
        return new Outliers(column, 1, value, new SourcePosition("examples", 0, offset, 5));
    }

    @Test
    void addsUpByColumnAndKeepsTheFirstOfTheLargest() {
        tally.add(outlier("a", -9, 1));
        tally.add(outlier("b", 3, 1));
        tally.add(outlier("a", 9, 2));
        assertThat(tally.latest()).isEqualTo(tally.total());
        tally.startBatch();
        tally.add(outlier("a", 10, 3));

        assertThat(tally.latest()).containsExactly(outlier("a", 10, 3));
        assertThat(tally.total())
                .containsExactly(new Outliers("a", 3, 10, new SourcePosition("examples", 0, 3, 5)), outlier("b", 3, 1));
    }

    @Test
    void columnsBeyondTheTwentiethShareAName() {
        for (int column = 0; column < 30; column++) {
            tally.add(outlier("c" + column, column, column));
        }
        tally.add(outlier("c3", 100, 31));

        assertThat(tally.total()).hasSize(21).isEqualTo(tally.latest());
        assertThat(tally.total().get(3).count()).isEqualTo(2);
        assertThat(tally.total().get(20))
                .isEqualTo(new Outliers("(other)", 10, 29, new SourcePosition("examples", 0, 29, 5)));
    }

    @Test
    void isRestored() throws IOException {
        for (int column = 0; column < 30; column++) {
            tally.add(outlier("c" + column, 1e300 * column, column));
        }
        OutlierTally restored = new OutlierTally();
        restored.add(outlier("gone", 1, 1));

        restored.restore(new DataInputStream(new ByteArrayInputStream(saved())));

        assertThat(restored.total()).isEqualTo(tally.total());
        assertThat(restored.latest()).isEmpty();
    }

    @Test
    void refusesMoreColumnsThanThereCanBe() throws IOException {
        byte[] bytes = saved();
        bytes[3] = 22;

        assertThatIOException()
                .isThrownBy(() -> tally.restore(new DataInputStream(new ByteArrayInputStream(bytes))))
                .withMessage("outliers of 22 columns cannot be");
    }

    private byte[] saved() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        tally.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
