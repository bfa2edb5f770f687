package io.rdrop.learn.tagging;

import io.rdrop.config.DropoutSampling;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.learn.CounterRandom;
import io.rdrop.objective.LossTerms;
import io.rdrop.objective.RDropObjective;
import io.rdrop.objective.Reduction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A bidirectional LSTM over the vectors of a sentence's tokens, and from what leaves its two directions the logits of
 * each token's tag. Dropout acts on the vectors and on what leaves the directions. With R-Drop a sentence goes through
 * it twice or more often, and the step follows {@link RDropObjective}, summed over its tokens and divided by the number
 * of passes.
 */
public final class SentenceNetwork implements SentenceLearner {
    private static final int ROW_BITS = 17;
    private static final double VECTOR_RATE = 0.1;
    private static final int ON_VECTORS = 0;
    private static final int ON_UNITS = 1;

    private final SentenceNetworkSpec spec;
    private final long seed;
    private final int tags;
    /** Of a step with R-Drop. */
    private final int most;

    private final int both;
    final TokenVectors vectors;
    private final Lstm forward;
    private final Lstm backward;
    private final AdamWeights output;
    private final AdamWeights bias;
    private final List<AdamWeights> matrices = new ArrayList<>();
    private final float[][] outputTransposed;
    private final DropoutCounter masks;
    private final RDropObjective objective;
    private final RDropObjective plainObjective;
    /** Of this step. */
    private int passes;
    // a row for each token in each pass
    private float[][] x = {};
    private float[][] xGradient = {};
    private float[][] hidden = {};
    private float[][] hiddenGradient = {};
    private float[][] ofForward = {};
    private float[][] ofBackward = {};
    private float[][] logits = {};
    private float[][] logitGradient = {};
    // pass-major
    private float[] vectorMask = {};
    private float[] unitMask = {};
    private float[] flatLogits = {};
    private float[] flatGradient = {};
    private @Nullable LossTerms terms;
    private long updates;
    private long restarts;

    /** @param tags at least 2 */
    public SentenceNetwork(SentenceNetworkSpec spec, int tags, long seed) {
        this.spec = spec;
        this.seed = seed;
        this.tags = tags;
        most = spec.passes();
        both = 2 * spec.units();
        vectors = new TokenVectors(spec.width(), ROW_BITS, VECTOR_RATE);
        forward = new Lstm(spec.width(), spec.units(), false);
        backward = new Lstm(spec.width(), spec.units(), true);
        output = new AdamWeights(both, tags);
        bias = new AdamWeights(1, tags);
        matrices.addAll(forward.weights());
        matrices.addAll(backward.weights());
        matrices.addAll(List.of(output, bias));
        outputTransposed = new float[tags][both];
        masks = new DropoutCounter(seed, most, spec.passing().ratesOfPasses(), DropoutSampling.PER_EXAMPLE);
        objective = new RDropObjective(most, Reduction.SUM, 0);
        plainObjective = new RDropObjective(1, Reduction.SUM, 0);
        passes = most;
        draw();
    }

    private void draw() {
        Random random = new Random(CounterRandom.bits(seed, restarts, 0));
        forward.draw(random);
        backward.draw(random);
        output.draw(random, Math.sqrt(1.0 / both));
        bias.draw(random, 0);
    }

    @Override
    public void predict(Sentence sentence, float[][] probabilities) {
        room(sentence.length());
        look(sentence, 1);
        through(sentence.length(), 1, false);
        for (int i = 0; i < sentence.length(); i++) {
            softmax(logits[i], probabilities[i]);
        }
    }

    private void softmax(float[] logit, float[] into) {
        float max = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < tags; k++) {
            max = Math.max(max, logit[k]);
        }
        double sum = 0;
        for (int k = 0; k < tags; k++) {
            into[k] = (float) Math.exp(logit[k] - max);
            sum += into[k];
        }
        for (int k = 0; k < tags; k++) {
            into[k] = (float) (into[k] / sum);
        }
    }

    @Override
    public void learn(Sentence sentence, int[] labels) {
        if (Double.isFinite(loss(sentence, labels))) {
            backpropagate(sentence.length());
            step(sentence);
        }
    }

    /** Of a sentence with the dropout of the next step, divided by the passes; its logits' gradient is then known. */
    double loss(Sentence sentence, int[] labels) {
        int tokens = sentence.length();
        passes = spec.passing().at(updates, spec.alpha());
        room(tokens);
        look(sentence, passes);
        drop(tokens);
        through(tokens, passes, spec.dropout() > 0);
        for (int i = 0; i < tokens; i++) {
            for (int p = 0; p < passes; p++) {
                System.arraycopy(logits[i * passes + p], 0, flatLogits, (p * tokens + i) * tags, tags);
            }
        }
        boolean isPlain = passes < most;
        LossTerms sums = (isPlain ? plainObjective : objective)
                .evaluate(flatLogits, tokens, tags, labels, null, isPlain ? 0 : spec.alpha(), flatGradient);
        terms = new LossTerms(sums.fit() / tokens, sums.consistency() / tokens, sums.loss() / tokens);
        for (int i = 0; i < tokens; i++) {
            for (int p = 0; p < passes; p++) {
                int from = (p * tokens + i) * tags;
                float[] into = logitGradient[i * passes + p];
                for (int k = 0; k < tags; k++) {
                    into[k] = flatGradient[from + k] / passes;
                }
            }
        }
        return sums.loss() / passes;
    }

    private void room(int tokens) {
        int rows = tokens * most;
        int width = spec.width();
        x = Products.room(x, rows, width);
        xGradient = Products.room(xGradient, rows, width);
        hidden = Products.room(hidden, rows, both);
        hiddenGradient = Products.room(hiddenGradient, rows, both);
        ofForward = Products.room(ofForward, rows, spec.units());
        ofBackward = Products.room(ofBackward, rows, spec.units());
        logits = Products.room(logits, rows, tags);
        logitGradient = Products.room(logitGradient, rows, tags);
        if (flatLogits.length < rows * tags) {
            flatLogits = new float[2 * rows * tags];
            flatGradient = new float[2 * rows * tags];
            vectorMask = new float[2 * rows * width];
            unitMask = new float[2 * rows * both];
        }
    }

    private void look(Sentence sentence, int copies) {
        for (int i = 0; i < sentence.length(); i++) {
            float[] first = x[i * copies];
            vectors.forward(sentence.hashes()[i], first);
            for (int p = 1; p < copies; p++) {
                System.arraycopy(first, 0, x[i * copies + p], 0, spec.width());
            }
        }
    }

    /** Draws the masks of a step, and applies those of the vectors. */
    private void drop(int tokens) {
        if (spec.dropout() == 0) {
            return;
        }
        double retain = 1 - spec.dropout();
        masks.step(updates);
        for (int p = 0; p < passes; p++) {
            masks.fill(ON_VECTORS, retain, p, tokens, spec.width(), vectorMask, p * tokens * spec.width());
            masks.fill(ON_UNITS, retain, p, tokens, both, unitMask, p * tokens * both);
        }
        mask(x, tokens, vectorMask, spec.width());
    }

    private void mask(float[][] rows, int tokens, float[] mask, int width) {
        for (int i = 0; i < tokens; i++) {
            for (int p = 0; p < passes; p++) {
                Products.multiply(rows[i * passes + p], mask, (p * tokens + i) * width, width);
            }
        }
    }

    private void through(int tokens, int copies, boolean drops) {
        int units = spec.units();
        forward.forward(x, tokens, copies);
        backward.forward(x, tokens, copies);
        int rows = tokens * copies;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(forward.hidden(row), 0, hidden[row], 0, units);
            System.arraycopy(backward.hidden(row), 0, hidden[row], units, units);
            System.arraycopy(bias.values[0], 0, logits[row], 0, tags);
        }
        if (drops) {
            mask(hidden, tokens, unitMask, both);
        }
        Products.add(hidden, 0, rows, both, output.values, 0, logits, 0, tags);
    }

    /** From the gradient of the logits to those of the weights and the vectors. */
    void backpropagate(int tokens) {
        int rows = tokens * passes;
        int units = spec.units();
        output.transpose(outputTransposed);
        Products.clear(hiddenGradient, rows);
        Products.add(logitGradient, 0, rows, tags, outputTransposed, 0, hiddenGradient, 0, both);
        Products.addTransposed(hidden, 0, both, rows, logitGradient, 0, output.gradient, tags);
        for (int row = 0; row < rows; row++) {
            Products.add(1, logitGradient[row], bias.gradient[0], tags);
        }
        if (spec.dropout() > 0) {
            mask(hiddenGradient, tokens, unitMask, both);
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(hiddenGradient[row], 0, ofForward[row], 0, units);
            System.arraycopy(hiddenGradient[row], units, ofBackward[row], 0, units);
        }
        Products.clear(xGradient, rows);
        forward.backward(x, ofForward, tokens, passes, xGradient);
        backward.backward(x, ofBackward, tokens, passes, xGradient);
        if (spec.dropout() > 0) {
            mask(xGradient, tokens, vectorMask, spec.width());
        }
    }

    private void step(Sentence sentence) {
        updates++;
        float rate = AdamWeights.rate(spec.rate(), updates);
        matrices.forEach(weights -> weights.step(rate));
        for (int i = 0; i < sentence.length(); i++) {
            vectors.step(sentence.hashes()[i], xGradient, i * passes, passes);
        }
    }

    /** All matrices, in an order that never changes; {@link #backpropagate} adds up their gradients. */
    List<AdamWeights> matrices() {
        return matrices;
    }

    /** Gradient of the vector of a token in a pass. */
    float[] vectorGradient(int token, int pass) {
        return xGradient[token * passes + pass];
    }

    @Override
    public void restart() {
        restarts++;
        updates = 0;
        vectors.clear();
        draw();
    }

    @Override
    public @Nullable LossTerms terms() {
        return spec.alpha() > 0 ? terms : null;
    }

    @Override
    public long parameters() {
        return vectors.size() + matrices.stream().mapToLong(AdamWeights::size).sum();
    }

    @Override
    public long bytes() {
        return vectors.bytes() + matrices.stream().mapToLong(AdamWeights::bytes).sum();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(updates);
        out.writeLong(restarts);
        vectors.save(out);
        for (AdamWeights weights : matrices) {
            weights.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        updates = in.readLong();
        restarts = in.readLong();
        vectors.restore(in);
        for (AdamWeights weights : matrices) {
            weights.restore(in);
        }
    }
}
