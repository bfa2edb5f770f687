package io.rdrop.tools.bench;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.Transcoder;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's learner in one loop over JSON records in memory, without Kafka and Flink: the same decoding, encoding, predictions and
 * updates, and the same final state.
 *
 * @param rate examples trained on per second
 * @param last report of the last step
 * @param stateSha256 of the model at the end
 */
record BareRun(double rate, StepReport last, String stateSha256) {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * @param records JSON; put into the job's format before the time starts
     * @throws IllegalStateException if no record can be learned from
     */
    static BareRun of(JobConfig job, List<byte[]> records) {
        Task task = Task.of(job);
        Transcoder format = new Transcoder(job);
        List<byte[]> values = records.stream().map(format::transcode).toList();
        ExampleCodec codec = task.codec();
        MicroBatcher batcher = new MicroBatcher(Example.DEFAULT_MODEL, job.microBatch());
        try (ContinualLearner learner = task.learner()) {
            long start = System.nanoTime();
            @Nullable StepReport last = null;
            for (int i = 0; i < values.size(); i++) {
                RawRecord record = new RawRecord(new SourcePosition("memory", 0, i, 0), values.get(i));
                MicroBatch batch = codec.decode(record) instanceof Example example ? batcher.add(example, 0) : null;
                last = batch == null ? last : learner.learn(batch);
            }
            MicroBatch rest = batcher.close();
            last = rest == null ? last : learner.learn(rest);
            if (last == null) {
                throw new IllegalStateException("no record could be learned from");
            }
            double rate = learner.trained() * NANOS_PER_SECOND / (System.nanoTime() - start);
            return new BareRun(rate, last, learner.model().stateSha256());
        }
    }
}
