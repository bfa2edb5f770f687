package io.rdrop.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What all sequence networks are: models in training that learn with R-Drop, per token. Same settings, seed and updates
 * give the same bytes (CPU, one thread). Not thread-safe; the creator closes it.
 */
public interface SequenceModel extends AutoCloseable {
    /** Updates so far, those that were not finite included; masks are drawn from it. */
    long step();

    /** Target tokens in those updates. */
    long tokens();

    /** Counts on from there, masks included, as {@link TrainableModel#countFrom}. */
    void countFrom(long step, long tokens);

    /** Trainable parameters. */
    long parameters();

    /** As {@link io.rdrop.engine.TrainableModel#scaleLearningRate}. */
    void scaleLearningRate(double factor);

    /** Writes parameters, optimiser state and step, exactly. */
    void save(DataOutput out) throws IOException;

    /**
     * Restores what {@link #save} wrote.
     *
     * @throws IOException if the state is damaged or of another network; the model is then unusable
     */
    void restore(DataInput in) throws IOException;

    /** SHA-256 (hex) of parameters, then optimiser state, float32 little-endian in the order of the parameters. */
    String stateSha256();

    /** Writes the parameters by their names as safetensors. */
    void export(OutputStream out) throws IOException;

    @Override
    void close();

    /** A class per token. */
    interface Tagger extends SequenceModel {
        /**
         * Predicts without dropout.
         *
         * @param probabilities [tokens, tags] row-major, written
         */
        void predict(Sequences batch, float[] probabilities);

        /**
         * One update.
         *
         * @param tags [tokens] index of each token's tag; NaN for none
         */
        UpdateResult update(Sequences batch, double[] tags, GradientLimit limit);
    }

    /** The next token after each. */
    interface LanguageModel extends SequenceModel {
        /**
         * Predicts without dropout.
         *
         * @param probabilities [tokens, vocabulary] of the token that follows each, row-major, written
         */
        void predict(Sequences batch, float[] probabilities);

        /**
         * One update.
         *
         * @param next [tokens] what followed each; NaN where it does not count
         */
        UpdateResult update(Sequences batch, double[] next, GradientLimit limit);
    }

    /** A sequence for a sequence. */
    interface Translator extends SequenceModel {
        /** The token that ends a target, and starts its decoder; sources and targets hold other numbers. */
        int END = 0;

        /**
         * Of targets that are known, the probability of each of their tokens and of the end, given all before it.
         *
         * @param probabilities [target tokens + targets, vocabulary] row-major, written
         */
        void predict(Sequences sources, Sequences targets, float[] probabilities);

        /** One update on pairs. */
        UpdateResult update(Sequences sources, Sequences targets, GradientLimit limit);

        /**
         * The most probable sequence found for each source, without the end. A beam of 1 is greedy; of several the
         * sum of log-probabilities is divided by ((5 + length) / 6)^penalty (arXiv 1609.08144, Eq. 14).
         *
         * @param beam sequences that are followed per source, at least 1
         * @param maxLength tokens at most
         */
        int[][] translate(Sequences sources, int beam, double penalty, int maxLength);
    }
}
