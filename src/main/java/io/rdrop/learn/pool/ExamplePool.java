package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.example.Example;
import io.rdrop.example.Outliers;
import io.rdrop.example.StepReport;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Members that each predict an example and then learn it, and the mixture of what they predict. The same examples in
 * the same order give the same bytes. Not thread-safe.
 */
public interface ExamplePool {
    /** Numbers that {@link #predict} gives for an example. */
    int outputs();

    /**
     * Predicts examples, with nothing known of each other.
     *
     * @param into [examples * outputs] or longer, float32, written: class probabilities, or numbers in units of the
     *     target
     */
    void predict(List<Example> examples, float[] into);

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

    /** What the latest call of {@link #learn} left out. */
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

    /** How its members do, for a step report. */
    StepReport.Pool report();

    /** Everything that later predictions depend on; what is restored predicts and learns as what was saved. */
    List<StatePart> state();
}
