package io.rdrop.session;

import io.rdrop.config.ConfigException;
import io.rdrop.learn.Learner;
import java.util.Locale;

/** Whether a model fits: the exported file of a version is one array of bytes, beside the state that Flink holds. */
final class StateSize {
    /** The state that Flink's heap backend holds, and the file of a version, or what is restored. */
    private static final int COPIES = 2;

    /** What a file has beside parameters and optimiser state. */
    private static final int REST = 1 << 16;

    private static final double MIB = 1 << 20;

    private StateSize() {}

    /**
     * Refuses a model whose first checkpoint or version would end the process.
     *
     * @param heapBytes that the process may have
     * @throws ConfigException if its file cannot be one array, or does not fit on the heap twice
     */
    static void check(Learner learner, long heapBytes) {
        long bytes = learner.stateBytes();
        if (bytes > Integer.MAX_VALUE - REST) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "model: %,d parameters and their optimiser's state are %,.0f MiB but the file of a version can have at most"
                            + " 2,047 MiB;"
                            + " make model.hidden, text.buckets or encoding.hash-buckets smaller, or take an optimiser with less"
                            + " state (adagrad, momentum, sgd)",
                    learner.parameters(),
                    bytes / MIB));
        }
        if (COPIES * bytes > heapBytes) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "model: %,d parameters and their optimiser's state are %,.0f MiB, and a checkpoint needs more than twice"
                            + " that on the heap, but the heap has %,.0f MiB; make model.hidden, text.buckets or"
                            + " encoding.hash-buckets smaller, or the heap larger (RDROP_JAVA_OPTS=-Xmx%dm;"
                            + " taskmanager.memory.task.heap.size on a cluster)",
                    learner.parameters(),
                    bytes / MIB,
                    heapBytes / MIB,
                    (int) Math.ceil(5 * bytes / MIB) + 512));
        }
    }
}
