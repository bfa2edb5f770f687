package io.rdrop.learn.companion;

import java.util.Arrays;

/** Where a term is: slots of texts, the earliest first, with its value in each. */
final class Postings {
    private int[] slots = new int[4];
    private float[] values = new float[4];
    private int first;
    private int end;

    void add(int slot, float value) {
        if (end == slots.length) {
            int[] from = slots;
            float[] fromValues = values;
            if (2 * (end - first) > end) {
                slots = new int[2 * end];
                values = new float[2 * end];
            }
            System.arraycopy(from, first, slots, 0, end - first);
            System.arraycopy(fromValues, first, values, 0, end - first);
            end -= first;
            first = 0;
        }
        slots[end] = slot;
        values[end] = value;
        end++;
    }

    /** The earliest text is no longer there. */
    void removeFirst() {
        first++;
    }

    /** Adds the products of a value with those of the texts. */
    void multiply(float value, float[] into) {
        for (int i = first; i < end; i++) {
            into[slots[i]] += value * values[i];
        }
    }

    /** Slots of the texts. */
    int[] slots() {
        return Arrays.copyOfRange(slots, first, end);
    }

    int count() {
        return end - first;
    }

    /** Its values in the {@link #slots}. */
    float[] values() {
        return Arrays.copyOfRange(values, first, end);
    }
}
