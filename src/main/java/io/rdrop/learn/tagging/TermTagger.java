package io.rdrop.learn.tagging;

import io.rdrop.learn.network.TextNetwork;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A network over the terms of a token and its neighbours, from the first token to the last: the tags before a token are
 * those that it gave itself, also while it learns, so that it learns to live with its mistakes.
 */
public final class TermTagger implements SentenceLearner {
    private static final int NO_TAG = -1;

    private final TextNetwork network;
    private final TokenTerms terms = new TokenTerms();
    private final float[] scratch;
    private double fit;
    private double consistency;
    private double loss;
    private int tokens;

    public TermTagger(TextNetworkSpec spec, int tags, long seed) {
        network = new TextNetwork(spec, tags, seed);
        scratch = new float[tags];
    }

    @Override
    public void predict(Sentence sentence, float[][] probabilities) {
        int before = NO_TAG;
        int secondBefore = NO_TAG;
        for (int i = 0; i < sentence.length(); i++) {
            terms.set(sentence, i, before, secondBefore);
            network.predict(terms, probabilities[i]);
            secondBefore = before;
            before = best(probabilities[i]);
        }
    }

    @Override
    public void learn(Sentence sentence, int[] tags) {
        int before = NO_TAG;
        int secondBefore = NO_TAG;
        fit = 0;
        consistency = 0;
        loss = 0;
        tokens = sentence.length();
        for (int i = 0; i < tokens; i++) {
            terms.set(sentence, i, before, secondBefore);
            network.predict(terms, scratch);
            secondBefore = before;
            before = best(scratch);
            network.learn(terms, tags[i]);
            LossTerms ofToken = network.terms();
            if (ofToken != null) {
                fit += ofToken.fit();
                consistency += ofToken.consistency();
                loss += ofToken.loss();
            }
        }
    }

    /** The most probable tag; of several the first. */
    static int best(float[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }

    @Override
    public @Nullable LossTerms terms() {
        return network.terms() == null ? null : new LossTerms(fit / tokens, consistency / tokens, loss / tokens);
    }

    @Override
    public void restart() {
        network.restart();
    }

    @Override
    public long parameters() {
        return network.parameters();
    }

    @Override
    public long bytes() {
        return network.bytes();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        network.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        network.restore(in);
    }
}
