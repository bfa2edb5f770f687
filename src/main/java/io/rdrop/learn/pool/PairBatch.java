package io.rdrop.learn.pool;

import io.rdrop.engine.SequenceModel.Translator;
import io.rdrop.engine.Sequences;
import io.rdrop.learn.sequence.SubwordBatch;

/**
 * Sources and their targets in subwords.
 *
 * @param judged pairs that come first and are new; those after them are learned again
 */
record PairBatch(SubwordBatch sources, SubwordBatch targets, int judged) implements GuardedSequences.Judged {
    /** Tokens that are predicted at a time: each takes a probability for every subword. */
    private static final int MOST_TOKENS = 2048;

    private static final float LEAST = 1e-15f;

    /** No pair yet. */
    PairBatch(int mostTokens, int judged) {
        this(new SubwordBatch(mostTokens), new SubwordBatch(mostTokens), judged);
    }

    /** Adds a pair; returns how many subwords were cut off. */
    int add(int[] source, int[] target) {
        return sources.add(source) + targets.add(target);
    }

    /** How a target was predicted. */
    @FunctionalInterface
    interface Heard {
        /**
         * One pair.
         *
         * @param tokens of the target, its end included
         * @param loss the sum of their -ln p
         * @param hits of them, that were the most probable
         */
        void pair(int pair, int tokens, double loss, int hits);
    }

    /** Tokens of the new targets and their ends, in the order in which they are predicted. */
    @Override
    public int[] labels() {
        int[] labels = new int[tokens(0, judged)];
        int at = 0;
        for (int pair = 0; pair < judged; pair++) {
            int[] target = targets.get(pair);
            System.arraycopy(target, 0, labels, at, target.length);
            at += target.length;
            labels[at++] = Translator.END;
        }
        return labels;
    }

    private int tokens(int from, int to) {
        int tokens = 0;
        for (int pair = from; pair < to; pair++) {
            tokens += targets.get(pair).length + 1;
        }
        return tokens;
    }

    /** Predicts the first so many pairs, some at a time. */
    void predict(Translator network, int outputs, int pairs, Heard heard) {
        float[] probabilities = new float[0];
        for (int from = 0; from < pairs; ) {
            int to = from + 1;
            while (to < pairs && tokens(from, to) < MOST_TOKENS) {
                to++;
            }
            int values = tokens(from, to) * outputs;
            probabilities = probabilities.length < values ? new float[values] : probabilities;
            network.predict(sources.sequences(from, to), targets.sequences(from, to), probabilities);
            int at = 0;
            for (int pair = from; pair < to; pair++) {
                at += count(pair, probabilities, at, outputs, heard);
            }
            from = to;
        }
    }

    /** Returns how many probabilities were those of the pair. */
    private int count(int pair, float[] probabilities, int from, int outputs, Heard heard) {
        int[] target = targets.get(pair);
        double loss = 0;
        int hits = 0;
        int at = from;
        for (int k = 0; k <= target.length; k++) {
            int truth = k < target.length ? target[k] : Translator.END;
            loss -= Math.log(Math.max(LEAST, probabilities[at + truth]));
            hits += isMostProbable(probabilities, at, truth, outputs) ? 1 : 0;
            at += outputs;
        }
        heard.pair(pair, target.length + 1, loss, hits);
        return at - from;
    }

    private static boolean isMostProbable(float[] probabilities, int at, int truth, int outputs) {
        for (int k = 0; k < outputs; k++) {
            if (probabilities[at + k] > probabilities[at + truth]) {
                return false;
            }
        }
        return true;
    }

    /** All sources as a network takes them. */
    Sequences allSources() {
        return sources.sequences();
    }

    /** All targets, likewise. */
    Sequences allTargets() {
        return targets.sequences();
    }
}
