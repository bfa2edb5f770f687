package io.rdrop.encode;

import io.rdrop.example.Example;
import io.rdrop.model.SparseRows;
import java.util.List;

/** An encoder that can leave out the inputs that are 0. */
public interface SparseEncoder extends Encoder {
    /** Whether so many are 0 that leaving them out pays. */
    boolean isSparse();

    /**
     * As {@link #encode(List, float[])}, without the zeros.
     *
     * @param into emptied first; as wide as the encoder
     */
    void encode(List<Example> examples, SparseRows into);
}
