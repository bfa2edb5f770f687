package io.rdrop.learn;

import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import io.rdrop.state.StatePart;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The port to what learns from one model's stream, be it one network or many. The same configuration, seed and
 * micro-batches give the same bytes. Not thread-safe; {@link #close()} frees native memory, and the creator calls it.
 */
public interface Learner extends AutoCloseable {
    /** Predicts and scores the micro-batch, then trains on it. */
    StepReport learn(MicroBatch batch);

    /** Predicts and scores examples, and learns nothing from them but what the next one's earlier labels are. */
    void score(List<Example> examples);

    /** From now on tells of each row as it is predicted; one listener at most. */
    void watch(RowListener by);

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

    /** How its members do, if it has any; null for one network. Told by its state alone. */
    default StepReport.@Nullable Pool members() {
        return null;
    }

    /** Members that may rest, level by level, where there is more to learn than can be learned; empty for none. */
    default List<List<String>> relief() {
        return List.of();
    }

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

    /**
     * Goes on from a learner of the same stream that has other members, with all that it counted and scored.
     *
     * @param before is left as it is
     * @throws UnsupportedOperationException if it has no members that could be others
     */
    default void follow(Learner before) throws IOException {
        throw new UnsupportedOperationException("a learner without members has none that could be others");
    }

    /** Those of {@link #state} that score: with {@link #counts}, what goes on when another learner takes over. */
    default List<StatePart> scoring() {
        Set<String> scoring = Set.of("evaluator", "class-scores", "outliers");
        return state().stream().filter(part -> scoring.contains(part.name())).toList();
    }

    /** How far it has come. */
    default Counts counts() {
        return new Counts(step(), trained(), leftOut(), replayed());
    }

    /** From now on it counts on from here, whatever it had counted. */
    void countFrom(Counts counts);

    /** See the methods of these names. */
    record Counts(long step, long trained, long leftOut, long replayed) {}

    /** What a snapshot holds of the learner, so that it can be opened to predict: by file name. */
    Map<String, byte[]> files() throws IOException;

    /**
     * What it predicts, in a graph, with all that it knows by now. What examples are is an input of the graph.
     *
     * @return [rows, outputs] float32: class probabilities, or numbers on the targets' scale; empty if no operators are
     *     known that do it
     */
    Optional<Value> predict(Formula formula);

    /** How examples become inputs, and targets what is trained towards: enough to do the same without this project. */
    Map<String, Object> describe();

    /** Predicts examples without learning from them; valid until the next call of any method. */
    Probe probe(List<Example> examples);

    /**
     * What predicts with all that it knows by now, as a version that was made now would: examples without a history
     * have the labels before them. Its predictions change nothing. Follows the learner, and lives as long; it is not
     * closed.
     */
    ExamplePredictor predictor();

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
