package io.rdrop.tools.chaos;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.session.LocalRun;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The same records learned in one loop, without Kafka, Flink and disturbances: every model's state after every
 * micro-batch.
 *
 * @param models by key
 * @param rejected records that nobody can learn from
 */
record Undisturbed(Map<String, Course> models, long rejected) {
    /**
     * How a model went: state by the step at the end of a micro-batch, the last such step, examples trained on, and how
     * often it was taken back.
     */
    record Course(Map<Long, String> stateByStep, long lastStep, long examples, long divergences) {}

    Undisturbed {
        models = Map.copyOf(models);
    }

    static Undisturbed of(JobConfig job, List<ChaosInput.Sent> records) {
        Map<String, Map<Long, String>> states = new TreeMap<>();
        try (LocalRun run = new LocalRun(job)) {
            for (ChaosInput.Sent record : records) {
                Example example = run.decode(record.value());
                StepReport step = example == null ? null : run.add(example);
                if (step != null) {
                    states.computeIfAbsent(step.model(), absent -> new TreeMap<>())
                            .put(step.step(), run.learner(step.model()).stateSha256());
                }
            }
            Map<String, Course> models = new TreeMap<>();
            for (String model : run.models()) {
                Learner learner = run.learner(model);
                models.put(
                        model,
                        new Course(
                                states.getOrDefault(model, Map.of()),
                                learner.step(),
                                learner.trained(),
                                learner.divergences()));
            }
            return new Undisturbed(models, run.rejected());
        }
    }
}
