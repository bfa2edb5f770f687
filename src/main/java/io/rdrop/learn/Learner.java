package io.rdrop.learn;

import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.state.StatePart;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The port to what learns from one model's stream, be it one network or many. The same configuration, seed and
 * micro-batches give the same bytes. Not thread-safe; {@link #close()} frees native memory, and the creator calls it.
 */
public interface Learner extends AutoCloseable {
    /** Predicts and scores the micro-batch, then trains on it. */
    StepReport learn(MicroBatch batch);

    /** The examples of the last micro-batch as they were learned from, with their history; empty before the first. */
    List<Example> latest();

    /** Updates so far. */
    long step();

    /** Examples trained on so far; replayed ones do not count again. */
    long trained();

    /** Examples whose update was not applied, since loss or gradient was not finite; nothing was learned from them. */
    long leftOut();

    /** Examples drawn from the replay buffer so far. */
    long replayed();

    /**
     * Numbers that were left out so far, by column: at most {@value Outliers#MOST_COLUMNS} and one entry for all
     * others.
     */
    List<Outliers> outliers();

    /** How often it has diverged and was taken back to a good state. */
    long divergences();

    /** The scores so far. */
    PrequentialEvaluator evaluator();

    /** Trainable parameters. */
    long parameters();

    /** Bytes of parameters and optimiser state: about what its part of the state takes. */
    long stateBytes();

    /** Bytes of what it holds of the stream: words and categories, examples for replay. Told by its state alone. */
    long heldBytes();

    /** Bytes of the words and categories among them. */
    long dictionaryBytes();

    /** Times that it could not remember a word or category because of its bytes, since the process began. */
    long turnedAway();

    /** SHA-256 (hex) of parameters and optimiser state. */
    String stateSha256();

    /** The whole training state, by parts. */
    List<StatePart> state();

    /** What a snapshot holds of the learner, so that it can be opened to predict: by file name. */
    Map<String, byte[]> files() throws IOException;

    /** How examples become inputs, and targets what is trained towards: enough to do the same without this project. */
    Map<String, Object> describe();

    /** Predicts examples without learning from them; valid until the next call of any method. */
    Probe probe(List<Example> examples);

    @Override
    void close();

    /**
     * Examples as a network gets them, and what it gives for them.
     *
     * @param inputs encoded examples; null if no network gets them as they are
     * @param predictions [rows * outputs], row-major: class probabilities, or numbers on the network's scale
     */
    record Probe(@Nullable TensorBatch inputs, float[] predictions) {}
}
