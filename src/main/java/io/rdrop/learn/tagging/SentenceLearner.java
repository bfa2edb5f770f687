package io.rdrop.learn.tagging;

import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The port to a member of a pool that tags sentences. The same sentences in the same order give the same bytes. Not
 * thread-safe.
 */
public interface SentenceLearner {
    /**
     * Predicts the tags of a sentence; changes nothing that is learned.
     *
     * @param probabilities [tokens or more][tags], float32, written; not finite if the member has diverged
     */
    void predict(Sentence sentence, float[][] probabilities);

    /**
     * Learns a sentence.
     *
     * @param tags of each token, 0-based
     */
    void learn(Sentence sentence, int[] tags);

    /** Forgets everything: a member that diverged begins anew. */
    void restart();

    /** Of the last sentence that it learned with R-Drop, sums over passes, per token; null if it never does. */
    default @Nullable LossTerms terms() {
        return null;
    }

    /** Trainable parameters. */
    long parameters();

    /** About the bytes of what it writes, as it is now. */
    long bytes();

    /** Writes everything that later predictions depend on. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if it is damaged or of another shape
     */
    void restore(DataInput in) throws IOException;
}
