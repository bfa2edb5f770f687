package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class LossWindowTest {
    @Test
    void isTheMeanOfTheLastRows() {
        LossWindow window = new LossWindow(3);
        assertThat(window.mean()).isNaN();
        window.add(0);
        assertThat(window.mean()).isEqualTo(100);
        window.add(0.5f);
        window.add(0.25f);
        window.add(1);
        assertThat(window.mean()).isCloseTo(Math.log(8) / 3, offset(1e-6));
    }
}
