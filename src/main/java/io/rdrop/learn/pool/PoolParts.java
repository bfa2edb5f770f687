package io.rdrop.learn.pool;

import io.rdrop.encode.Encoder;
import io.rdrop.example.Example;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.state.StatePart;
import java.util.List;

/** The port to what pools differ in: how an example becomes a row, and the members that see it. Not thread-safe. */
interface PoolParts {
    /** What is known of the stream's features. */
    Encoder encoder();

    /** Encodes an example into the row that all members see, and changes nothing else. */
    void encode(Example example);

    /** Keeps the example that was encoded last, if it is one to be learned again. */
    void keep(Example example);

    /** An example and its label are known from now on. */
    void observe(Example example);

    /** Examples that are kept. */
    int kept();

    /** Their bytes. */
    long keptBytes();

    /** All members, networks first; in an order that stays. */
    List<PoolMember<?>> members();

    /** What the first members are. */
    List<? extends MemberSpec> networks();

    /** Everything but the members that later predictions depend on. */
    List<StatePart> state();
}
