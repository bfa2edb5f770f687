package io.rdrop.learn.pool;

import io.rdrop.encode.FeatureStatistics;
import io.rdrop.example.Example;
import io.rdrop.graph.Formula;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.table.RowGraph;
import io.rdrop.state.StatePart;
import java.io.IOException;
import java.util.List;

/** The port to what pools differ in: how an example becomes a row, and the members that see it. */
interface PoolParts {
    /** What is known of the stream's features. */
    FeatureStatistics features();

    /** Encodes an example into the row that all members see, and changes nothing else. */
    void encode(Example example);

    /** How many examples may be encoded side by side, for members to predict them together; 1 for no others. */
    default int together() {
        return 1;
    }

    /**
     * As {@link #encode(Example)}, into one of the rows that are predicted together.
     *
     * @param at below {@link #together}
     */
    default void encode(Example example, int at) {
        encode(example);
    }

    /** Examples as all members see them, in a graph. */
    RowGraph graph(Formula formula);

    /** Examples as the inputs of that graph. */
    List<InputValues> graphInputs(List<Example> examples);

    /** The example that was encoded last is about to be learned: what is new in it becomes part of the row. */
    default void admit() {}

    /** All members have learned the example that was encoded last. */
    void learned(Example example);

    /** An example and its label are known from now on. */
    void observe(Example example);

    /** Examples that are kept. */
    int kept();

    /** Their bytes. */
    long keptBytes();

    /** All members, networks first; in an order that stays. */
    List<PoolMember<?>> members();

    /** Members that are companions; they come last. */
    int companions();

    /** What the first members are. */
    List<? extends MemberSpec> networks();

    /** Knows of the stream what the parts of a pool of other members knew. */
    void follow(PoolParts before) throws IOException;

    /** Everything but the members that later predictions depend on. */
    List<StatePart> state();
}
