package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.HistoryEncoder;
import io.rdrop.engine.Engines;
import io.rdrop.engine.ModelSpec;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.Learner;

/** A job's task, and what is the same for all of them: how the parts that {@link TaskSpec} names become a learner. */
public final class Task {
    private final JobConfig config;
    private final TaskSpec spec;

    private Task(JobConfig config, TaskSpec spec) {
        this.config = config;
        this.spec = spec;
    }

    /** The task that a job names. */
    public static Task of(JobConfig config) {
        return of(
                config,
                switch (config.task()) {
                    case CLASSIFICATION -> new TableClassification(config);
                    case REGRESSION -> new TableRegression(config);
                    case TEXT_CLASSIFICATION -> new TextClassification(config);
                    case IMAGE_CLASSIFICATION -> new ImageClassification(config);
                });
    }

    /** A task of one's own, learned with a job's settings, whatever task the job names. */
    public static Task of(JobConfig config, TaskSpec spec) {
        return new Task(config, spec);
    }

    /** Bytes to examples; each thread needs its own. */
    public ExampleCodec codec() {
        return spec.codec();
    }

    /** What its results are called. */
    public TaskTerms terms() {
        return spec.terms();
    }

    /** A learner that has seen nothing yet; the caller closes it. */
    public Learner learner() {
        Encoder encoder = encoder();
        return new ContinualLearner(
                new ContinualLearner.Parts(
                        encoder,
                        spec.targets(),
                        Engines.load()
                                .create(ModelSpec.of(
                                        JobConfigs.resolved(config), spec.inputs(encoder), spec.outputs())),
                        spec.evaluator()),
                config.history(),
                config.replay(),
                config.seed(),
                System::nanoTime);
    }

    /** Features, and what is known of earlier targets, to inputs. */
    private Encoder encoder() {
        int labels = config.history().labels();
        return labels == 0
                ? spec.features()
                : new HistoryEncoder(spec.features(), labels, config.label().classes());
    }
}
