package io.rdrop.learn.pool;

import io.rdrop.example.Example;
import io.rdrop.example.TextFeatures;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a text takes, summed up as it is read. Of a text is given, float32: its bits per character by the model, its
 * characters, and its bits per character by counts after 0 to {@value LanguagePool#MOST_ORDER} bytes. A character is a
 * code point, or the line feed.
 */
final class TextBits {
    /** Numbers that are given of a text. */
    static final int OUTPUTS = 3 + LanguagePool.MOST_ORDER;

    private static final double LN_2 = Math.log(2);

    // sums over the text at hand, nats
    private double ofModel;
    private final double[] ofCounts = new double[LanguagePool.MOST_ORDER + 1];

    /** A text begins. */
    void begin() {
        ofModel = 0;
        Arrays.fill(ofCounts, 0);
    }

    /**
     * A byte of it was read.
     *
     * @param model nats that it took
     * @param orders [{@value LanguagePool#MOST_ORDER} + 1] nats that it took by counts alone
     */
    void add(double model, double[] orders) {
        ofModel += model;
        for (int order = 0; order < ofCounts.length; order++) {
            ofCounts[order] += orders[order];
        }
    }

    /** Writes what is given of the whole text. */
    void write(byte[] text, float[] into, int from) {
        int characters = 0;
        for (byte each : text) {
            characters += (each & 0xC0) == 0x80 ? 0 : 1; // not the second or later byte of one
        }
        into[from] = (float) (ofModel / LN_2 / characters);
        into[from + 1] = characters;
        for (int order = 0; order < ofCounts.length; order++) {
            into[from + 2 + order] = (float) (ofCounts[order] / LN_2 / characters);
        }
    }

    /** Its bytes in UTF-8, and a line feed. */
    static byte[] bytes(Example example) {
        byte[] text = ((TextFeatures) example.features()).text().getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        return line;
    }
}
