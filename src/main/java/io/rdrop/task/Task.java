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
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** A job's task, and what is the same for all of them: how the parts that {@link TaskSpec} names become a learner. */
public final class Task {
    private final JobConfig config;
    private final TaskSpec spec;
    /** Files of a version, which models begin with what was given of; empty for none. */
    private final Map<String, byte[]> begun;

    private Task(JobConfig config, TaskSpec spec, Map<String, byte[]> begun) {
        this.config = config;
        this.spec = spec;
        this.begun = begun;
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
        return new Task(config, spec, Map.of());
    }

    /**
     * The same task, whose models begin with what a version has of the files that the configuration names: they need
     * not be there.
     *
     * @param files {@link Learner#files()}, possibly among others
     */
    public Task begunAs(Map<String, byte[]> files) {
        return new Task(config, spec, files);
    }

    /**
     * Refuses a network whose engine is not on the class path.
     *
     * @throws io.rdrop.config.ConfigException saying how to come by it
     */
    public void requireEngine() {
        if (config.isWritten()) {
            Engines.load().requireTorch("task " + JobConfigs.taskName(config));
        } else if (config.isEncoder() || config.isOnSequences()) {
            Engines.load()
                    .requireTorch("model.type " + config.networkType().name().toLowerCase(Locale.ROOT));
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

    /**
     * Refuses files that models are begun with: for where none is restored, since a state brings what it needs of them.
     *
     * @throws io.rdrop.config.ConfigException saying what is wrong with one
     */
    public void checkFiles() {
        spec.checkFiles();
    }

    /** A learner that has seen nothing yet; the caller closes it. */
    public Learner learner() {
        if (config.hasPool()) {
            return new PoolLearner(pool(), spec.evaluator(), config.learning(), System::nanoTime);
        }
        Encoder encoder = encoder();
        ModelSpec model = model(encoder);
        GuardedModel guarded = new GuardedModel(model, () -> Engines.load().create(model));
        return new ContinualLearner(
                new ContinualLearner.Parts(encoder, spec.targets(), guarded, spec.evaluator(), spec.variation()),
                config.history(),
                config.replay(),
                config.learning(),
                config.microBatch().examplesPerUpdate(),
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
            return restored(file(files, PoolLearner.FILE));
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

    private ExamplePool pool() {
        ExamplePool pool = spec.pool();
        byte[] version = begun.get(PoolLearner.FILE);
        if (version != null) {
            try {
                PoolFile.readGiven(version, pool);
            } catch (IOException e) {
                pool.close();
                throw new UncheckedIOException(PoolLearner.FILE + " cannot be read: " + e.getMessage(), e);
            }
        }
        return pool;
    }

    private ExamplePredictor restored(byte[] file) throws IOException {
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
