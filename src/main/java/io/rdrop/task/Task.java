package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.HistoryEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.engine.Engines;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.dense.StandardZip;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.example.TaskTerms;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.GuardedModel;
import io.rdrop.learn.Learner;
import io.rdrop.learn.NetworkPredictor;
import io.rdrop.learn.pool.ExamplePool;
import io.rdrop.learn.pool.PoolFile;
import io.rdrop.learn.pool.PoolLearner;
import io.rdrop.learn.pool.PoolPredictor;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;

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
                    case LANGUAGE_MODEL -> new LanguageModel(config);
                    case SEQUENCE_TAGGING -> new SequenceTagging(config);
                    case TRANSLATION, SUMMARIZATION -> new WrittenText(config);
                });
    }

    /** A task of one's own, learned with a job's settings, whatever task the job names. */
    public static Task of(JobConfig config, TaskSpec spec) {
        return new Task(config, spec);
    }

    /**
     * Refuses a network whose engine is not on the class path.
     *
     * @throws io.rdrop.config.ConfigException saying how to come by it
     */
    public void requireEngine() {
        if (config.isWritten()) {
            Engines.load().requireTorch("task " + JobConfigs.taskName(config));
        } else if (config.isEncoder()) {
            Engines.load().requireTorch("model.type transformer");
        } else {
            Engines.load().require(config.model().engine());
        }
    }

    /** Bytes to examples; each thread needs its own. */
    public ExampleCodec codec() {
        return spec.codec();
    }

    /** What its results are called. */
    public TaskTerms terms() {
        return spec.terms();
    }

    /** Scores of predictions; none yet. */
    public PrequentialEvaluator evaluator() {
        return spec.evaluator();
    }

    /**
     * Makes what records and members are read and made by, so that a setting which only they can refuse is refused
     * where the job begins, and not by its first subtask.
     *
     * @throws io.rdrop.config.ConfigException if one is
     */
    public void check() {
        spec.codec();
        if (config.hasPool()) {
            spec.pool().close();
        } else if (config.isEncoder()) {
            requireEngine();
        }
    }

    /** A learner that has seen nothing yet; the caller closes it. */
    public Learner learner() {
        if (config.hasPool()) {
            return new PoolLearner(spec.pool(), spec.evaluator(), config.learning(), System::nanoTime);
        }
        Encoder encoder = encoder();
        ModelSpec model = model(encoder);
        GuardedModel guarded = new GuardedModel(model, () -> Engines.load().create(model));
        return new ContinualLearner(
                new ContinualLearner.Parts(encoder, spec.targets(), guarded, spec.evaluator(), spec.variation()),
                config.history(),
                config.replay(),
                config.learning(),
                config.seed(),
                System::nanoTime);
    }

    /**
     * What a learner's files predict; the caller closes it.
     *
     * @param files {@link Learner#files()}, possibly among others
     * @throws IOException naming the file that is absent or damaged
     */
    public ExamplePredictor predictor(Map<String, byte[]> files) throws IOException {
        if (config.hasPool()) {
            return pool(file(files, PoolLearner.FILE));
        }
        Encoder encoder = encoder();
        TargetEncoder targets = spec.targets();
        byte[] state = file(files, ContinualLearner.ENCODER);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            encoder.restore(in);
            targets.restore(in);
        } catch (IOException | RuntimeException e) {
            throw new IOException(ContinualLearner.ENCODER + " cannot be read: " + e, e);
        }
        byte[] network = file(files, TrainableModel.EXPORT);
        try {
            return new NetworkPredictor(
                    encoder, targets, Engines.load().open(model(encoder), new ByteArrayInputStream(network)));
        } catch (IOException | RuntimeException e) {
            throw new IOException(TrainableModel.EXPORT + " cannot be read: " + e.getMessage(), e);
        }
    }

    private ExamplePredictor pool(byte[] file) throws IOException {
        ExamplePool pool = spec.pool();
        try {
            PoolFile.read(file, pool);
            return new PoolPredictor(pool);
        } catch (IOException | RuntimeException e) {
            pool.close();
            throw new IOException(PoolLearner.FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Hash of the parameters and the optimiser state that a learner's files hold, as {@link Learner#stateSha256} had
     * it.
     *
     * @param files as for {@link #predictor}
     */
    public static String stateSha256(Map<String, byte[]> files) throws IOException {
        byte[] pool = files.get(PoolLearner.FILE);
        return pool != null
                ? PoolFile.sha256(pool)
                : StandardZip.stateSha256(new ByteArrayInputStream(file(files, TrainableModel.EXPORT)));
    }

    private ModelSpec model(Encoder encoder) {
        return ModelSpec.of(JobConfigs.resolved(config), spec.inputs(encoder), spec.outputs());
    }

    private static byte[] file(Map<String, byte[]> files, String name) throws IOException {
        byte[] content = files.get(name);
        if (content == null) {
            throw new IOException(name + " is not there");
        }
        return content;
    }

    /** Features, and what is known of earlier targets, to inputs. */
    private Encoder encoder() {
        int labels = config.history().labels();
        return labels == 0
                ? spec.features()
                : new HistoryEncoder(spec.features(), labels, config.label().classes());
    }
}
