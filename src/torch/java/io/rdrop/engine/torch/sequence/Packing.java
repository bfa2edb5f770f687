package io.rdrop.engine.torch.sequence;

import io.rdrop.engine.Sequences;
import io.rdrop.engine.torch.Place;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * How the tokens of a batch lie: packed, [passes * tokens, d], without padding, pass-major. All that works token by
 * token works on packed rows, so that padding is neither computed nor masked; only attention needs it.
 *
 * @param lengths of the sequences, those of each pass in turn
 * @param total tokens of all passes
 * @param longest tokens of the longest sequence
 */
record Packing(int[] lengths, int total, int longest) {
    static Packing of(Sequences batch, int passes) {
        return of(batch.lengths(), passes);
    }

    /** Of sequences of these lengths, once per pass. */
    static Packing of(int[] sequences, int passes) {
        int[] lengths = new int[passes * sequences.length];
        int total = 0;
        int longest = 0;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = sequences[i % sequences.length];
            total += lengths[i];
            longest = Math.max(longest, lengths[i]);
        }
        return new Packing(lengths, total, longest);
    }

    private boolean isEven() {
        return total == lengths.length * longest;
    }

    /** [sequences, longest, d] of packed rows [total, d]; 0 where there is padding. */
    Tensor padded(Tensor packed, Place place) {
        long width = packed.size(1);
        if (isEven()) {
            return packed.view(lengths.length, longest, width);
        }
        long[] from = new long[lengths.length * longest];
        int token = 0;
        for (int row = 0; row < lengths.length; row++) {
            for (int at = 0; at < longest; at++) {
                from[row * longest + at] = at < lengths[row] ? token++ : total;
            }
        }
        Tensor withZero = torch.cat(new TensorVector(packed, place.zeros(1, width)), 0);
        return withZero.index_select(0, place.indices(from, from.length)).view(lengths.length, longest, width);
    }

    /** [sequences, d], the mean over the tokens of each. */
    Tensor mean(Tensor packed, Place place) {
        float[] shares = new float[lengths.length];
        for (int row = 0; row < lengths.length; row++) {
            shares[row] = 1f / lengths[row];
        }
        return padded(packed, place).sum(1).mul(place.of(shares, lengths.length, 1));
    }

    /** [total, d] of [sequences, longest, d]. */
    Tensor packed(Tensor padded, Place place) {
        Tensor rows = padded.reshape((long) lengths.length * longest, padded.size(2));
        if (isEven()) {
            return rows;
        }
        long[] from = new long[total];
        int token = 0;
        for (int row = 0; row < lengths.length; row++) {
            for (int at = 0; at < lengths[row]; at++) {
                from[token++] = (long) row * longest + at;
            }
        }
        return rows.index_select(0, place.indices(from, total));
    }

    /**
     * What is added to scores of attention, so that nobody looks at padding, or ahead.
     *
     * @param queries positions that look, per sequence
     * @return [sequences, 1, queries or 1, longest]: 0, or minus infinity; null where there is nothing to hide
     */
    @Nullable
    Tensor hidden(int queries, boolean isCausal, Place place) {
        if (isEven() && !isCausal) {
            return null;
        }
        int rows = isCausal ? queries : 1;
        float[] hidden = new float[lengths.length * rows * longest];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            for (int row = 0; row < rows; row++) {
                int seen = isCausal ? Math.min(lengths[sequence], row + 1) : lengths[sequence];
                int from = (sequence * rows + row) * longest;
                Arrays.fill(hidden, from + seen, from + longest, Float.NEGATIVE_INFINITY);
            }
        }
        return place.of(hidden, lengths.length, 1, rows, longest);
    }

    /** Positions within their sequences, [total]. */
    Tensor positions(Place place) {
        long[] positions = new long[total];
        int token = 0;
        for (int length : lengths) {
            for (int at = 0; at < length; at++) {
                positions[token++] = at;
            }
        }
        return place.indices(positions, total);
    }

    /** The sequences as a recurrent network reads them: longest first, step by step. */
    TimeMajor timeMajor() {
        Integer[] order = new Integer[lengths.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Integer.compare(lengths[b], lengths[a])); // stable
        int[] starts = new int[lengths.length];
        for (int i = 1; i < lengths.length; i++) {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }
        long[] from = new long[total];
        long[] back = new long[total];
        long[] sizes = new long[longest];
        int at = 0;
        for (int step = 0; step < longest; step++) {
            for (int sequence : order) {
                if (lengths[sequence] <= step) {
                    break;
                }
                from[at] = (long) starts[sequence] + step;
                back[starts[sequence] + step] = at++;
                sizes[step]++;
            }
        }
        return new TimeMajor(from, back, sizes);
    }

    /**
     * Rows step by step.
     *
     * @param from which packed row each is
     * @param back where each packed row went
     * @param sizes sequences that are that long, per step
     */
    record TimeMajor(long[] from, long[] back, long[] sizes) {}
}
