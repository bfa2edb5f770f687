package io.rdrop.predict;

import io.rdrop.Public;
import java.util.List;

/**
 * A version of a model, as one that predicts knows it.
 *
 * @param model the model key
 * @param version its number
 * @param manifestSha256 SHA-256 of its manifest, and so of all that it is
 * @param inputs what it predicts from
 * @param classes that it tells apart, in the order of the probabilities; empty if it predicts numbers
 */
@Public
public record ModelVersion(String model, long version, String manifestSha256, Inputs inputs, List<String> classes) {
    public ModelVersion {
        classes = List.copyOf(classes);
    }
}
