package io.rdrop.encode;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which row each term has. A term gets the first free row when it comes up; where there is none, or no byte left, the
 * rows of others become free: a hand goes round over the rows, halves the sightings of each, and takes those that have
 * none left. So the rarest go first, and of those the oldest.
 */
final class TermRows {
    /** No row could be had. */
    static final int NONE = -1;

    private static final int MOST_SIGHTINGS = 255;

    private final int capacity;
    private final DictionaryBytes bytes;
    private final Map<String, Integer> rows = new HashMap<>();
    /** By row; null where it is free. */
    private final List<@Nullable String> terms = new ArrayList<>();

    private final PriorityQueue<Integer> free = new PriorityQueue<>();
    /** By row: texts with the term since it has it. */
    private int[] texts = new int[64];
    /** By row: the same, halved by the hand. */
    private int[] sightings = new int[64];
    /** By row: whether the text at hand has it. */
    private boolean[] held = new boolean[64];

    /** By row: the last text that had it, counted since the process began. */
    private long[] lastText = new long[64];

    private long text;
    private int heldRows;
    private int hand;

    TermRows(int capacity, DictionaryBytes bytes) {
        this.capacity = capacity;
        this.bytes = bytes;
    }

    /** Terms that have rows. */
    int size() {
        return rows.size();
    }

    /** Null for a term without one. */
    @Nullable
    Integer row(String term) {
        return rows.get(term);
    }

    /** By row; null where it is free. */
    List<@Nullable String> terms() {
        return terms;
    }

    /** In how many texts the term of a row was since it has it. */
    int texts(int row) {
        return texts[row];
    }

    /** Another text begins. */
    void startText() {
        text++;
    }

    /** Whether this is the first time that the text at hand comes up with a row. */
    boolean isFirstInText(int row) {
        boolean isFirst = lastText[row] != text;
        lastText[row] = text;
        return isFirst;
    }

    /** Keeps the row of a term of the text at hand from being taken, until the text is {@link #observe}d. */
    void hold(int row) {
        held[row] = true;
        heldRows++;
    }

    /** The row that a term has from now on, held; {@link #NONE}, and counted, if there is no room. */
    int admit(String term) {
        while ((rows.size() == capacity || !bytes.fits(term)) && heldRows < rows.size()) {
            release();
        }
        if (rows.size() == capacity) {
            bytes.turnAway();
            return NONE;
        }
        if (!bytes.take(term)) {
            return NONE;
        }
        Integer freed = free.poll();
        int row = freed == null ? terms.size() : freed;
        if (freed == null) {
            terms.add(term);
            grow(terms.size());
        } else {
            terms.set(row, term);
        }
        rows.put(term, row);
        texts[row] = 0;
        sightings[row] = 0;
        hold(row);
        return row;
    }

    private void grow(int size) {
        if (size > texts.length) {
            texts = Arrays.copyOf(texts, 2 * size);
            sightings = Arrays.copyOf(sightings, 2 * size);
            held = Arrays.copyOf(held, 2 * size);
            lastText = Arrays.copyOf(lastText, 2 * size);
        }
    }

    /** Frees the row that is needed least. There must be one that is not held. */
    private void release() {
        while (true) {
            int row = hand;
            hand = (hand + 1) % terms.size();
            String term = terms.get(row);
            if (term != null && !held[row]) {
                if (sightings[row] == 0) {
                    rows.remove(term);
                    bytes.release(term);
                    terms.set(row, null);
                    free.add(row);
                    return;
                }
                sightings[row] /= 2;
            }
        }
    }

    /** Counts the rows of a text, and holds none of them any longer. */
    void observe(TextTerms text) {
        for (int term = 0; term < text.count(); term++) {
            int row = text.row(term);
            texts[row]++;
            sightings[row] = Math.min(MOST_SIGHTINGS, sightings[row] + 1);
            held[row] = false;
        }
        heldRows = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(hand);
        out.writeInt(terms.size());
        for (int row = 0; row < terms.size(); row++) {
            String term = terms.get(row);
            out.writeBoolean(term != null);
            if (term != null) {
                StateText.write(term, out);
                out.writeInt(texts[row]);
                out.writeByte(sightings[row]);
            }
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        hand = in.readInt();
        int count = in.readInt();
        if (count < 0 || count > capacity || hand < 0 || hand > Math.max(0, count - 1)) {
            throw new IOException("encoder state is damaged: " + count + " rows of at most " + capacity
                    + ", the next to be taken being " + hand);
        }
        for (int row = 0; row < count; row++) {
            String term = in.readBoolean() ? StateText.read(in) : null;
            terms.add(term);
            grow(row + 1);
            if (term == null) {
                free.add(row);
                continue;
            }
            bytes.restore(term);
            texts[row] = in.readInt();
            sightings[row] = in.readUnsignedByte();
            if (rows.put(term, row) != null) {
                throw new IOException("encoder state is damaged: the term " + term + " is there twice");
            }
        }
    }

    private void clear() {
        rows.clear();
        terms.clear();
        free.clear();
        bytes.clear();
        Arrays.fill(held, false);
        heldRows = 0;
    }
}
