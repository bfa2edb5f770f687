package io.rdrop.learn.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CountModelTest {
    private static final float[][] NOBODY = {};
    private static final int BYTES = 256;

    @Test
    void theProbabilitiesOfAllBytesAddUpToOne() {
        CountModel model = learned("to be, or not to be: that is the question. ".repeat(5), 12);
        double sum = 0;
        for (int symbol = 0; symbol < BYTES; symbol++) {
            sum += probability(model, symbol);
        }
        assertThat(sum).isCloseTo(1, offset(1e-5));
    }

    @Test
    void whatFollowedBeforeIsExpected() {
        CountModel model = learned("abcabcabcabcabcabcabcabcabcab", 12);
        assertThat(probability(model, 'c')).isGreaterThan(0.7);
        assertThat(model.ofOrder(0)).isBetween(0f, 1f);
    }

    /** Bits that never came in any context are as probable as not: 8 bits a byte. */
    @Test
    void knowsNothingAtFirst() {
        CountModel model = new CountModel(12, 0, true);
        assertThat(probability(model, 'x')).isCloseTo(1.0 / BYTES, offset(1e-3));
    }

    @Test
    void withoutCountsOthersAloneHaveASay() {
        CountModel model = new CountModel(12, 1, false);
        float[][] certain = new float[1][CountModel.NODES];
        java.util.Arrays.fill(certain[0], 5);
        for (int i = 0; i < 200; i++) {
            read(model, BYTES - 1, certain, true);
        }
        float[][] nobody = new float[1][CountModel.NODES];
        assertThat(read(model, BYTES - 1, certain, false)).isGreaterThan(0.9);
        assertThat(read(model, BYTES - 1, nobody, false)).isLessThan(0.5);
    }

    /** Slots are few: contexts take them from each other, and nothing else happens. */
    @Test
    void aTableThatIsFullLearnsOn() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            text.append((char) ('a' + (i * 7919 + (i / 26) * 31) % 26));
        }
        CountModel model = learned(text + "abcabcabcabcabcabcabcabcabcab", 8);
        assertThat(probability(model, 'c')).isGreaterThan(0.3);
    }

    private static CountModel learned(String text, int slotBits) {
        CountModel model = new CountModel(slotBits, 0, true);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            read(model, each & 0xFF, NOBODY, true);
        }
        return model;
    }

    private static double probability(CountModel model, int symbol) {
        return read(model, symbol, NOBODY, false);
    }

    private static double read(CountModel model, int symbol, float[][] others, boolean learns) {
        double probability = 1;
        int node = 1;
        for (int i = 7; i >= 0; i--) {
            int bit = (symbol >>> i) & 1;
            float one = model.probability(model.here(), node, others);
            probability *= bit == 1 ? one : 1 - one;
            if (learns) {
                model.learn(bit);
            }
            node = (node << 1) | bit;
        }
        if (learns) {
            model.add(symbol);
        }
        return probability;
    }
}
