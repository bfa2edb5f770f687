package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientScaleTest {
    private final Random random = new Random(3);
    private final GradientScale scale = new GradientScale();

    /** Norms as of training: their logarithms are normal. */
    private double usual(double median, double deviation) {
        return median * Math.exp(deviation * random.nextGaussian());
    }

    private void see(int updates, double median, double deviation) {
        for (int i = 0; i < updates; i++) {
            scale.scale(usual(median, deviation));
        }
    }

    @Test
    void leavesUsualGradientsAsTheyAre() {
        int shortened = 0;
        for (int i = 0; i < 20_000; i++) {
            shortened += scale.scale(usual(0.3, 1.5)) < 1 ? 1 : 0;
        }

        assertThat(shortened).isLessThan(20);
    }

    @Test
    void shortensWhatIsFarLongerToTheLongestThatIsUsual() {
        see(1_000, 2, 0.01);

        assertThat(1e9 * scale.scale(1e9)).isCloseTo(20, within(0.2));
        assertThat(1e30 * scale.scale(1e30)).isCloseTo(20, within(0.2));
        assertThat(scale.scale(19)).isEqualTo(1);
    }

    @Test
    void theLimitGrowsWithTheSpread() {
        see(1_000, 2, 1.5);

        assertThat(1e9 * scale.scale(1e9)).isBetween(2 * Math.exp(5), 2 * Math.exp(7));
    }

    @Test
    void aHundredHugeGradientsMoveItLittle() {
        see(2_000, 2, 0.3);
        double before = 1e30 * scale.scale(1e30);
        for (int i = 0; i < 100; i++) {
            scale.scale(1e30);
        }

        assertThat(1e30 * scale.scale(1e30)).isLessThan(10 * before);
    }

    @Test
    void followsALastingChangeWithinThousandsOfUpdates() {
        see(2_000, 2, 0.3);
        see(5_000, 2_000, 0.3);

        assertThat(scale.scale(4_000)).isEqualTo(1);
        see(5_000, 0.002, 0.3);
        assertThat(scale.scale(2_000)).isLessThan(0.01);
    }

    @Test
    void measuresTheFirstAndShortensNone() {
        for (int i = 0; i < GradientScale.FIRST; i++) {
            assertThat(scale.scale(i % 2 == 0 ? 1e10 : 1e-10)).isEqualTo(1);
        }
    }

    @Test
    void gradientsOfZeroAreShort() {
        see(100, 1, 0.1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(scale.scale(0)).isEqualTo(1);
        }
        assertThat(scale.scale(1e-9)).isPositive();
    }

    @Test
    void goesOnExactlyAfterARestore() throws IOException {
        see(300, 2, 0.3);
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        scale.save(new DataOutputStream(saved));
        GradientScale restored = new GradientScale();
        restored.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));

        for (double norm : new double[] {1, 50, 1e9, 0.1, 1e9}) {
            assertThat(restored.scale(norm)).isEqualTo(scale.scale(norm));
        }
    }

    @Test
    void refusesADamagedState() throws IOException {
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(damaged);
        out.writeLong(3);
        out.writeDouble(Double.NaN);
        out.writeDouble(1);

        assertThatThrownBy(() -> scale.restore(new DataInputStream(new ByteArrayInputStream(damaged.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessage("scale of gradients is damaged: 3 of mean NaN and variance 1.0");
    }
}
