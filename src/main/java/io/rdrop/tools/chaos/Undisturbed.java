package io.rdrop.tools.chaos;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same records learned in one loop, without Kafka, Flink and disturbances: every model's state after every micro-batch.
 *
 * @param models by key
 * @param rejected records that nobody can learn from
 */
record Undisturbed(Map<String, Course> models, long rejected) {
    /**
     * How one model went.
     *
     * @param stateByStep SHA-256 of parameters and optimiser state, by the step at the end of a micro-batch
     * @param lastStep the last of them
     * @param examples trained on in all
     */
    record Course(Map<Long, String> stateByStep, long lastStep, long examples) {}

    Undisturbed {
        models = Map.copyOf(models);
    }

    static Undisturbed of(JobConfig job, List<ChaosInput.Sent> records) {
        ExampleCodec codec = Task.of(job).codec();
        Map<String, List<Example>> examples = new TreeMap<>();
        long rejected = 0;
        for (int i = 0; i < records.size(); i++) {
            SourcePosition position =
                    new SourcePosition("memory", records.get(i).partition(), i, 0);
            if (codec.decode(new RawRecord(position, records.get(i).value())) instanceof Example example) {
                examples.computeIfAbsent(example.model(), absent -> new ArrayList<>())
                        .add(example);
            } else {
                rejected++;
            }
        }
        Map<String, Course> models = new TreeMap<>();
        examples.forEach((model, of) -> models.put(model, course(job, model, of)));
        return new Undisturbed(models, rejected);
    }

    private static Course course(JobConfig job, String model, List<Example> examples) {
        Map<Long, String> states = new TreeMap<>();
        MicroBatcher batcher = new MicroBatcher(model, job.microBatch());
        try (ContinualLearner learner = Task.of(job).learner()) {
            for (Example example : examples) {
                MicroBatch batch = batcher.add(example, 0);
                if (batch != null) {
                    learner.learn(batch);
                    states.put(learner.model().step(), learner.model().stateSha256());
                }
            }
            return new Course(states, learner.model().step(), learner.trained());
        }
    }
}
