package io.rdrop.learn.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class ActivationsTest {
    @Test
    void areThoseFunctionsToTheirPromisedError() {
        int count = 4001;
        float[] tanh = new float[count];
        float[] logistic = new float[count];
        for (int i = 0; i < count; i++) {
            tanh[i] = (i - 2000) / 100f;
            logistic[i] = tanh[i];
        }
        Activations.tanh(tanh, 0, count);
        Activations.logistic(logistic, 0, count);
        for (int i = 0; i < count; i++) {
            double x = (i - 2000) / 100.0;
            assertThat((double) tanh[i]).as("tanh %s", x).isCloseTo(Math.tanh(x), offset(1e-4));
            assertThat((double) logistic[i]).as("logistic %s", x).isCloseTo(1 / (1 + Math.exp(-x)), offset(1e-4));
        }
    }

    @Test
    void whatIsNoNumberStaysNone() {
        float[] values = {Float.NaN};
        Activations.tanh(values, 0, 1);
        assertThat(values[0]).isNaN();
    }
}
