package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StandardisedTargetTest {
    private final StandardisedTarget target = new StandardisedTarget();

    @Test
    void standardisesWithTheTargetsSoFarAndBack() {
        for (double y : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            assertThat(target.observe(y)).isFalse();
        }

        assertThat(target.encode(7)).isEqualTo(1);
        float[] outputs = {1, -2};
        target.decode(outputs, 1);
        assertThat(outputs).containsExactly(7, -2);
    }

    @Test
    void anOutlierIsNoTarget() {
        for (int i = 0; i < 100; i++) {
            target.observe(i % 10);
        }
        assertThat(target.isOutlier(1e30)).isTrue();
        assertThat(target.encode(1e30)).isNaN();
        assertThat(target.observe(-1e30)).isTrue();
        assertThat(target.isOutlier(9)).isFalse();
        assertThat(target.isOutlier(Double.NaN)).isFalse();
        assertThat(target.encode(Double.NaN)).isNaN();
        assertThat(target.observe(Double.NaN)).isFalse();
    }

    @Test
    void firstTargetsAreCut() {
        assertThat(target.encode(1e30)).isEqualTo(1000);
        assertThat(target.encode(-1e30)).isEqualTo(-1000);
        assertThat(target.encode(3)).isEqualTo(3);
    }

    @Test
    void takesOnWhatFormat1Saved() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(4);
        out.writeDouble(10);
        out.writeDouble(16);

        target.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(target.encode(12)).isEqualTo(1);
    }
}
