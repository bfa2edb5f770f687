package io.rdrop.learn.pool;

import io.rdrop.engine.Sequences;
import java.util.List;

/**
 * Bytes as numbers whose vectors a network adds up: the byte, and hashes of it with the one, the two, ... before it, as
 * far as they are in its sequence. So what often follows a few bytes is learned by rows of their own, before attention
 * has learned to look back.
 */
final class ByteNumbers {
    static final int BYTES = 256;
    /** Numbers of a byte: how many bytes the longest hash has. */
    static final int KINDS = 3;

    /** Vectors that hashes share, logarithm base 2. */
    private static final int BITS = 14;

    /** Numbers that there are. */
    static final int VOCABULARY = BYTES + (1 << BITS);

    private static final int SPREAD = 0x9E3779B1;

    private ByteNumbers() {}

    /** Sequences of bytes, each at least one. */
    static Sequences of(List<byte[]> sequences) {
        int[] lengths = sequences.stream().mapToInt(sequence -> sequence.length).toArray();
        int[] numbers = new int[KINDS * sequences.stream().mapToInt(sequence -> sequence.length).sum()];
        int at = 0;
        for (byte[] sequence : sequences) {
            for (int i = 0; i < sequence.length; i++) {
                numbers[at++] = sequence[i] & 0xFF;
                int hash = (sequence[i] & 0xFF) + 1;
                for (int before = 1; before < KINDS; before++) {
                    hash = hash * SPREAD + (i < before ? 0 : (sequence[i - before] & 0xFF) + 1);
                    numbers[at++] = BYTES + ((hash * SPREAD + before * 0x85EBCA6B) >>> (Integer.SIZE - BITS));
                }
            }
        }
        return new Sequences(lengths, KINDS, numbers);
    }
}
