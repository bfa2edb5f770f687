package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Value;
import io.rdrop.learn.TextDraw;
import io.rdrop.learn.TextSearch;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Members that each predict an example and then learn it, and the mixture of what they predict. The same examples in
 * the same order give the same bytes. Not thread-safe.
 */
public interface ExamplePool extends AutoCloseable {
    /** Numbers that {@link #predict} gives for an example. */
    int outputs();

    /**
     * Predicts examples, with nothing known of each other.
     *
     * @param into [examples * outputs] or longer, float32, written: class probabilities, or numbers in units of the
     *     target
     */
    void predict(List<Example> examples, float[] into);

    /**
     * As {@link #predict}, for examples that are scored before they are learned. What takes long may be left out of
     * some, if their scores can do without.
     */
    default void score(List<Example> examples, float[] into) {
        predict(examples, into);
    }

    /**
     * What it predicts, in a graph, with all that it knows by now.
     *
     * @return [rows, outputs] float32; empty if no operators are known that do it
     */
    Optional<Value> predict(Formula formula);

    /** Examples as the inputs of that graph; empty if there is none. */
    default List<InputValues> graphInputs(List<Example> examples) {
        return List.of();
    }

    /**
     * Standard deviation of the error that a number of the latest {@link #predict} is expected to have; NaN of classes.
     */
    default double deviation(int row) {
        return Double.NaN;
    }

    /**
     * How far dropout passes of the first member with R-Drop are apart on an example, sums over passes as {@link
     * #learn} tells them. Nothing is learned by it.
     *
     * @param step 0-based number of the member's update whose masks are drawn
     * @return not finite if the member has diverged; empty if there is none, if it rests, or if its examples are many
     *     targets
     */
    default OptionalDouble divergence(Example example, long step) {
        return OptionalDouble.empty();
    }

    /**
     * What follows a text, as a language model draws it. Nothing is learned by it.
     *
     * @throws UnsupportedOperationException if this is none
     */
    default String continuation(String text, TextDraw draw) {
        throw new UnsupportedOperationException("only a language model continues texts");
    }

    /**
     * As {@link #predict(List, float[])}, with texts searched for as is said.
     *
     * @throws UnsupportedOperationException if it writes none
     */
    default void predict(List<Example> examples, TextSearch search, float[] into) {
        throw new UnsupportedOperationException("only translation and summarization write texts");
    }

    /** Whether an example's target is one that predictions are judged by: not an outlier. */
    default boolean isScored(Example example) {
        return true;
    }

    /**
     * Learns examples, one after the other, each from the inputs that it had when it was predicted: what is known of
     * columns and targets changes after the last of them.
     *
     * @param each called with how it went, of the first member with R-Drop, if there is one
     */
    void learn(List<Example> examples, Consumer<LossTerms> each);

    /**
     * Predicts an example, then learns it.
     *
     * @param into [outputs] or longer, float32, written: what was predicted
     * @param each as for {@link #learn}
     */
    default void predictThenLearn(Example example, float[] into, Consumer<LossTerms> each) {
        List<Example> one = List.of(example);
        predict(one, into);
        learn(one, each);
    }

    /** What the latest call that learned left out. */
    List<Outliers> outliers();

    /** What is known of the stream's features. */
    FeatureStatistics features();

    /** The first member with R-Drop; empty if there is none. */
    Optional<MemberSpec> rDrop();

    /** Trainable parameters of all networks. */
    long parameters();

    /** Bytes of all networks' state, before the first example. */
    long networkBytes();

    /** About the bytes of all else in its state, as it is now; dictionaries aside. */
    long heldBytes();

    /** Examples that are kept to be learned again. */
    int kept();

    /** Settings and statistics, for people. */
    Map<String, Object> describe();

    /**
     * Members that may rest where there is more to learn than can be learned, by name: first those of the first list,
     * then those of the second, too; {@code pool.resting}.
     */
    default List<List<String>> relief() {
        return List.of();
    }

    /** How its members do, for a step report. */
    StepReport.Pool report();

    /** Everything that later predictions depend on; what is restored predicts as what was saved. */
    List<StatePart> state();

    /** Those of {@link #state} that no example changes: what was read from files that the configuration names. */
    default List<StatePart> given() {
        return List.of();
    }

    /**
     * Goes on from a pool of the same stream that has other members: those that are in both keep what they know, others
     * begin anew. The audit begins anew, too: its bound is one of a set of members.
     *
     * @throws UnsupportedOperationException if its members cannot be others
     */
    default void follow(ExamplePool before) throws IOException {
        throw new UnsupportedOperationException("members of this pool cannot be added or removed");
    }

    /** What learning on depends on beside {@link #state}, and predicting does not: no part of a version's file. */
    default List<StatePart> course() {
        return List.of();
    }

    /** How often a network was found to have diverged, and taken back. */
    default long divergences() {
        return 0;
    }

    /** Frees native memory, if there is any. */
    @Override
    default void close() {}
}
