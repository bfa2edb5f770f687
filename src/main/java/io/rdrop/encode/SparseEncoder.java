package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.tensor.SparseRows;
import java.util.List;
import java.util.Optional;

/** An encoder that can leave out the inputs that are 0. */
public interface SparseEncoder extends Encoder {
    /** The encoder, if it can leave out zeros and that pays. */
    static Optional<SparseEncoder> of(Encoder encoder) {
        return encoder instanceof SparseEncoder sparse && sparse.isSparse() ? Optional.of(sparse) : Optional.empty();
    }

    /** Whether so many are 0 that leaving them out pays. */
    boolean isSparse();

    /** As {@link #encode(List, float[])}, without the zeros, into emptied rows that are as wide as the encoder. */
    void encode(List<Example> examples, SparseRows into);
}
