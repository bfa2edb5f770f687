package io.rdrop.learn.pool;

import io.rdrop.learn.tagging.Sentence;
import io.rdrop.learn.tagging.SentenceLearner;
import io.rdrop.objective.LossTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A member that tags sentences, in its pool: guarded against divergence, with its recent log-loss. */
final class TagMember {
    private final String name;
    private final SentenceLearner learner;
    private final int tags;
    /** [tokens or more][tags] */
    private float[][] prediction = {};

    private final LossWindow losses = new LossWindow(PoolMember.WINDOW);
    private boolean hasDiverged;
    private long restarts;

    TagMember(String name, SentenceLearner learner, int tags) {
        this.name = name;
        this.learner = learner;
        this.tags = tags;
    }

    String name() {
        return name;
    }

    /** Predicts a sentence; uniform if the member has diverged. */
    void predict(Sentence sentence) {
        if (prediction.length < sentence.length()) {
            prediction = new float[2 * sentence.length()][tags];
        }
        learner.predict(sentence, prediction);
        float sum = 0;
        for (int i = 0; i < sentence.length(); i++) {
            for (float probability : prediction[i]) {
                sum += probability;
            }
        }
        hasDiverged = !Float.isFinite(sum);
        for (int i = 0; hasDiverged && i < sentence.length(); i++) {
            Arrays.fill(prediction[i], 1f / tags);
        }
    }

    /** [tags] of a token of the last sentence; not to be modified. */
    float[] prediction(int token) {
        return prediction[token];
    }

    /** Learns the sentence that was predicted last; one that diverged begins anew instead. */
    void learn(Sentence sentence, int[] labels) {
        for (int i = 0; i < sentence.length(); i++) {
            losses.add(prediction[i][labels[i]]);
        }
        if (hasDiverged) {
            learner.restart();
            restarts++;
        } else {
            learner.learn(sentence, labels);
        }
    }

    /** Learns a sentence of before, which does not count. */
    void learnAgain(Sentence sentence, int[] labels) {
        if (!hasDiverged) {
            learner.learn(sentence, labels);
        }
    }

    /** Of the last sentence that it learned with R-Drop, per token; null if it never does. */
    @Nullable
    LossTerms terms() {
        return learner.terms();
    }

    long parameters() {
        return learner.parameters();
    }

    /** Of its state, losses aside. */
    long bytes() {
        return learner.bytes();
    }

    MemberScore score(double weight) {
        return new MemberScore(name, weight, losses.mean(), restarts);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(restarts);
        losses.save(out);
        learner.save(out);
    }

    void restore(DataInput in) throws IOException {
        restarts = in.readLong();
        losses.restore(in);
        learner.restore(in);
    }
}
