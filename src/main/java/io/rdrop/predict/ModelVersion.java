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
 * @param classes that it tells apart, in the order of the probabilities, or the tags that it gives tokens; empty if it
 *     predicts numbers
 */
@Public
public record ModelVersion(String model, long version, String manifestSha256, Inputs inputs, List<String> classes) {
    public ModelVersion {
        classes = List.copyOf(classes);
    }

    /** Whether it gives each token of a sentence one of its classes. */
    public boolean isOfTokens() {
        return inputs.kind() == Inputs.Kind.TOKENS;
    }

    /** Whether it writes a text for a text. */
    public boolean isOfTexts() {
        return inputs.kind() == Inputs.Kind.SOURCE;
    }

    /** Whether it gives a record one of its classes. */
    public boolean isOfClasses() {
        return !classes.isEmpty() && !isOfTokens();
    }
}
