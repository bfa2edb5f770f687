package io.rdrop.tools.bench;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a job in one thread, over records in memory, each timed by itself: no Kafka, no Flink.
 *
 * @param decodeNanos bytes to examples, per example
 * @param learnNanos encode, predict, score and train, per example
 * @param stateSha256 of the model at the end
 */
record BenchBare(double decodeNanos, double learnNanos, String stateSha256) {
    /** Stages alternate by so many records: long enough to time, short enough to stay in the caches. */
    private static final int CHUNK = 1024;

    /** @param examples how many records of the repeated stream */
    static BenchBare of(BenchCase bench, long examples) {
        Task task = Task.of(bench.job());
        ExampleCodec codec = task.codec();
        MicroBatcher batcher =
                new MicroBatcher(Example.DEFAULT_MODEL, bench.job().microBatch());
        long decodeNanos = 0;
        long learnNanos = 0;
        try (ContinualLearner learner = task.learner()) {
            List<Example> chunk = new ArrayList<>(CHUNK);
            for (long at = 0; at < examples; at += CHUNK) {
                long start = System.nanoTime();
                chunk.clear();
                for (long i = at; i < Math.min(examples, at + CHUNK); i++) {
                    RawRecord record = new RawRecord(new SourcePosition("memory", 0, i, 0), bench.record(i));
                    if (codec.decode(record) instanceof Example example) {
                        chunk.add(example);
                    }
                }
                long decoded = System.nanoTime();
                for (Example example : chunk) {
                    MicroBatch batch = batcher.add(example, 0);
                    if (batch != null) {
                        learner.learn(batch);
                    }
                }
                decodeNanos += decoded - start;
                learnNanos += System.nanoTime() - decoded;
            }
            MicroBatch rest = batcher.close();
            if (rest != null) {
                learner.learn(rest);
            }
            long trained = learner.trained();
            if (trained == 0) {
                throw new IllegalStateException("no record could be learned from");
            }
            return new BenchBare(
                    (double) decodeNanos / trained,
                    (double) learnNanos / trained,
                    learner.model().stateSha256());
        }
    }

    /** Examples per second of the learner alone. */
    double learnRate() {
        return 1e9 / learnNanos;
    }
}
