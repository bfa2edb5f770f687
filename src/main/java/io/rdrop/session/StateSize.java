package io.rdrop.session;

import io.rdrop.config.ConfigException;
import io.rdrop.learn.Learner;
import java.util.Locale;

/** Whether a model's state fits: a state is one array of bytes, and a checkpoint needs some of them on the heap at once. */
final class StateSize {
    /** The state that Flink holds, and the next one as it is written. */
    private static final int COPIES = 2;

    /** What a state has beside the model: encoder, scores, replay, offsets. */
    private static final int REST = 1 << 16;

    /** One in so many bytes more. */
    private static final int SLACK = 16;

    private static final double MIB = 1 << 20;

    private StateSize() {}

    /** A little more than a state is likely to take: an array that turns out too small is copied into one of twice the size. */
    static int room(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE / COPIES, bytes + bytes / SLACK + REST);
    }

    /**
     * Refuses a model whose first checkpoint would end the process.
     *
     * @param heapBytes that the process may have
     * @throws ConfigException if the state cannot be one array, or does not fit on the heap twice
     */
    static void check(Learner learner, long heapBytes) {
        long bytes = learner.stateBytes();
        if (bytes > Integer.MAX_VALUE - REST) {
            throw new ConfigException(String.format(
                    Locale.ROOT,
                    "model: %,d parameters and their optimiser's state are %,.0f MiB but a model can have at most 2,047 MiB;"
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
