package io.rdrop.learn.pool;

import io.rdrop.engine.Sequences;
import java.util.List;

/**
 * Bytes as numbers whose vectors a network adds up: the byte, and a hash of it with the one before it, if that is in its
 * sequence. So what follows two bytes is learned before attention has learned to look back. (A hash of three learned
 * faster still, but in its sparse rows by heart: it was behind after a few hundred thousand bytes of tinyshakespeare.)
 */
final class ByteNumbers {
    static final int BYTES = 256;
    /** Numbers of a byte: how many bytes its longest hash has. */
    static final int KINDS = 2;

    /** Vectors that hashes share, logarithm base 2. */
    private static final int BITS = 12;

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
