package io.rdrop.learn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Draws a text, byte by byte and each byte bit by bit, from what a model says of each bit. Bits that would make it
 * anything but UTF-8 are not drawn. The same seed and probabilities give the same text.
 */
public final class TextDraw {
    /** Characters drawn at most. */
    public static final int MOST_CHARACTERS = 1_000_000;

    private static final int BITS = 8;

    private final int characters;
    private final double temperature;
    private final long seed;
    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private int whole;
    /** Bytes of the code point at hand that are still to come, and between what the next of them is. */
    private int missing;

    private int least;
    private int most;

    /** What is known of the next byte's bits. */
    @FunctionalInterface
    public interface Model {
        /**
         * The probability of a one.
         *
         * @param node the byte's bits so far, behind a leading 1
         */
        float probability(int node);
    }

    /**
     * @param characters code points to draw, 1 to {@value MOST_CHARACTERS}
     * @param temperature T &ge; 0: the log-odds of each bit are divided by it, so that 1 draws as the model believes; 0
     *     takes the more probable bit each time
     * @throws IllegalArgumentException if one of them is out of bounds
     */
    public TextDraw(int characters, double temperature, long seed) {
        if (characters < 1 || characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "characters must be 1 to " + MOST_CHARACTERS + " but were " + characters);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be >= 0 but was " + temperature);
        }
        this.characters = characters;
        this.temperature = temperature;
        this.seed = seed;
    }

    /** Whether all characters are there. */
    public boolean isDone() {
        return whole >= characters;
    }

    /** What was drawn. */
    public String text() {
        return drawn.toString(StandardCharsets.UTF_8);
    }

    /** Draws a byte, 0 to 255. */
    public int next(Model model) {
        int node = 1;
        for (int i = BITS - 1; i >= 0; i--) {
            boolean mayBeZero = allows(2 * node, i);
            boolean mayBeOne = allows(2 * node + 1, i);
            boolean one = mayBeOne && (!mayBeZero || isOne(model.probability(node), i));
            node = 2 * node + (one ? 1 : 0);
        }
        int symbol = node & 0xFF;
        add(symbol);
        return symbol;
    }

    private boolean isOne(float probability, int bit) {
        if (temperature == 0) {
            return probability > 0.5f;
        }
        double logOdds = StrictMath.log(probability / (1.0 - probability)) / temperature;
        return CounterRandom.uniform(seed, drawn.size(), bit) < 1 / (1 + StrictMath.exp(-logOdds));
    }

    /** Whether a byte that begins with a node's bits may come; so many bits are still to come. */
    private boolean allows(int node, int bits) {
        int from = (node << bits) & 0xFF;
        int to = from + (1 << bits) - 1;
        return missing > 0
                ? from <= most && to >= least
                : from <= 0x7F || (from <= 0xF4 && to >= 0xC2); // what begins a code point
    }

    private void add(int symbol) {
        drawn.write(symbol);
        if (missing > 0) {
            missing--;
        } else {
            missing = symbol < 0x80 ? 0 : symbol < 0xE0 ? 1 : symbol < 0xF0 ? 2 : 3;
        }
        // overlong forms, surrogates and what lies beyond the last code point are no UTF-8
        least = symbol == 0xE0 ? 0xA0 : symbol == 0xF0 ? 0x90 : 0x80;
        most = symbol == 0xED ? 0x9F : symbol == 0xF4 ? 0x8F : 0xBF;
        whole += missing == 0 ? 1 : 0;
    }
}
