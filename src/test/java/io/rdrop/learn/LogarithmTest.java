package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class LogarithmTest {
    @Test
    void isTheLogarithmToSevenDigits() {
        for (double x = 1e-300; x < 1e300; x *= 1.037) {
            assertThat(Logarithm.ln(x)).as("ln(%s)", x).isCloseTo(Math.log(x), offset(3e-7));
            assertThat(Logarithm.xLog2(x) / x).isCloseTo(Math.log(x) / Math.log(2), offset(3e-7));
        }
        assertThat(Logarithm.ln(1)).isZero();
    }

    @Test
    void nothingTimesItsLogarithmIsNothing() {
        assertThat(Logarithm.xLog2(0)).isZero();
        assertThat(Logarithm.xLog2(-1)).isZero();
    }
}
