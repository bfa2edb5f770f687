package io.rdrop.engine.dense;

import io.rdrop.engine.ModelSpec;

/**
 * Where a network starts and what it is exported as: DL4J's, whose initial weights it has and whose format its file. A
 * dense one that is restored asks neither.
 */
public interface DenseOrigin {
    /** Of a new model. */
    Start start();

    /** The exported network's configuration, in DL4J's JSON, after so many updates. */
    String configuration(int iteration, int epoch);

    /** What must be the same for its parameters and optimiser state to fit another network: SHA-256 of DL4J's. */
    String fingerprint();

    /** What a new model starts from: updates behind it, parameters and optimiser state in DL4J's flattened order. */
    record Start(int iteration, int epoch, float[] parameters, float[] optimiserState) {}

    /** Knows the origin of networks of the configuration; found by {@link java.util.ServiceLoader}. */
    interface Provider {
        /** May be asked where DL4J is missing, as long as the origin itself is not. */
        DenseOrigin of(ModelSpec spec);
    }
}
