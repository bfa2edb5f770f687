package io.rdrop.encode;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The terms of one text that have rows, with their values; those that got them with this text come last. Reusable. */
public final class TextTerms {
    private int[] rows = new int[128];
    private float[] values = new float[128];
    private boolean[] grams = new boolean[128];
    private int count;
    private int known;
    /** Terms without rows, in order of appearance, and the value of each. */
    private List<String> strange = List.of();

    private float strangeValue;

    /** Terms that have rows. */
    public int count() {
        return count;
    }

    /** Which row a term has. */
    public int row(int term) {
        return rows[term];
    }

    /** Its value; never 0. */
    public float value(int term) {
        return values[term];
    }

    /** Whether it is a run of characters, and not of words. */
    public boolean isGram(int term) {
        return grams[term];
    }

    /** Whether it got its row with this text: what the row meant before is of another term. */
    public boolean isNew(int term) {
        return term >= known;
    }

    /** Takes all terms out. */
    public void clear() {
        count = 0;
        known = 0;
        strange = List.of();
    }

    /** Adds a term that has a row. */
    public void addKnown(int row, float value, boolean isGram) {
        add(row, value, isGram);
        known = count;
    }

    void addNew(int row, boolean isGram) {
        add(row, strangeValue, isGram);
    }

    void value(int term, float value) {
        values[term] = value;
    }

    void strange(float value, Collection<String> terms) {
        strangeValue = value;
        strange = List.copyOf(terms);
    }

    List<String> strange() {
        return strange;
    }

    private void add(int row, float value, boolean isGram) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
            grams = Arrays.copyOf(grams, 2 * count);
        }
        rows[count] = row;
        values[count] = value;
        grams[count] = isGram;
        count++;
    }
}
