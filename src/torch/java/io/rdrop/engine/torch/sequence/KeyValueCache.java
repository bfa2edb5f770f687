package io.rdrop.engine.torch.sequence;

import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.sequence.Blocks.Attention;
import io.rdrop.engine.torch.sequence.Blocks.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Keys and values of the tokens that sequences have so far, layer by layer, and of their source: so that a decoder
 * computes one token per step, and not all of them again. A token looks at those before it alone: what is kept of it
 * stays as it is. Lives in the scope that it is made in.
 */
final class KeyValueCache {
    private final Place place;
    private final List<OfLayer> layers = new ArrayList<>();
    private int tokens;
    private int sequences = 1;

    /**
     * Of one source.
     *
     * @param memory [source tokens, width], what the encoder gave
     * @param beam sequences at most
     * @param steps tokens of a sequence at most
     */
    KeyValueCache(Transformer decoder, Tensor memory, int beam, int steps, Place place) {
        this.place = place;
        for (Blocks.Block block : decoder.blocks()) {
            Attention cross = Objects.requireNonNull(block.cross(), "a decoder looks at its source");
            Tensor source = cross.keyValue().forward(memory);
            layers.add(new OfLayer(source.unsqueeze(0), place.zeros(beam, steps, source.size(1))));
        }
    }

    /** Tokens that are known of each sequence. */
    int tokens() {
        return tokens;
    }

    OfLayer layer(int index) {
        return layers.get(index);
    }

    /** After a token was added in each layer: which sequence each of the next ones goes on from. */
    void next(int[] origins) {
        tokens++;
        boolean isSame = origins.length <= sequences;
        long[] rows = new long[origins.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = origins[i];
            isSame &= origins[i] == i;
        }
        sequences = origins.length;
        if (!isSame) {
            Tensor index = place.indices(rows, rows.length);
            layers.forEach(layer -> layer.reorder(index));
        }
    }

    /** That of a layer. */
    final class OfLayer {
        private final Tensor source;
        /** [beam, steps, 2 * width], the first {@link #sequences} and {@link #tokens} of them known. */
        private final Tensor known;

        private OfLayer(Tensor source, Tensor known) {
            this.source = source;
            this.known = known;
        }

        /** [1, source tokens, 2 * width]. */
        Tensor source() {
            return source;
        }

        /**
         * Adds a token to each sequence.
         *
         * @param keyValue [sequences, 2 * width]
         * @return [sequences, tokens, 2 * width], that token included
         */
        Tensor add(Tensor keyValue) {
            Tensor own = known.narrow(0, 0, sequences);
            own.select(1, tokens).copy_(keyValue);
            return own.narrow(1, 0, tokens + 1);
        }

        private void reorder(Tensor index) {
            Tensor past = known.narrow(1, 0, tokens);
            past.narrow(0, 0, index.size(0)).copy_(past.index_select(0, index));
        }
    }
}
