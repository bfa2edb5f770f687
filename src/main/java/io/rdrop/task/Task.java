package io.rdrop.task;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.codec.ExampleCodecs;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.encode.ClassIndex;
import io.rdrop.encode.Encoder;
import io.rdrop.encode.HistoryEncoder;
import io.rdrop.encode.ImageEncoder;
import io.rdrop.encode.SparseEncoder;
import io.rdrop.encode.StandardisedTarget;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.encode.TargetEncoder;
import io.rdrop.encode.TextEncoders;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.dl4j.Dl4jModels;
import io.rdrop.evaluate.ClassificationEvaluator;
import io.rdrop.evaluate.PrequentialEvaluator;
import io.rdrop.evaluate.RegressionEvaluator;
import io.rdrop.learn.ContinualLearner;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.Learner;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * What is learned, and from what: how records become tensors and targets, and how predictions are scored. All that tasks differ
 * in is decided here; job, objective, registry and metrics are the same for all.
 */
public final class Task {
    private final JobConfig config;

    private Task(JobConfig config) {
        this.config = config;
    }

    /** The task of a job. */
    public static Task of(JobConfig config) {
        return new Task(config);
    }

    /** Bytes to examples; each thread needs its own. */
    public ExampleCodec codec() {
        return ExampleCodecs.of(config);
    }

    /** A learner that has seen nothing yet; the caller closes it. */
    public Learner learner() {
        Encoder encoder = encoder();
        return new ContinualLearner(
                new ContinualLearner.Parts(
                        encoder,
                        targets(),
                        Dl4jModels.create(JobConfigs.resolved(config), inputs(encoder), outputs()),
                        evaluator()),
                config.history(),
                config.replay(),
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
        Encoder encoder = encoder();
        TargetEncoder targets = targets();
        byte[] state = file(files, ContinualLearner.ENCODER);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            encoder.restore(in);
            targets.restore(in);
        } catch (IOException | RuntimeException e) {
            throw new IOException(ContinualLearner.ENCODER + " cannot be read: " + e, e);
        }
        byte[] network = file(files, Dl4jModels.EXPORT);
        return new ExamplePredictor(encoder, targets, Dl4jModels.open(config, network, inputs(encoder), outputs()));
    }

    private static byte[] file(Map<String, byte[]> files, String name) throws IOException {
        byte[] content = files.get(name);
        if (content == null) {
            throw new IOException(name + " is not there");
        }
        return content;
    }

    /** Features, and what is known of earlier targets, to inputs. */
    public Encoder encoder() {
        Encoder features =
                switch (config.task()) {
                    case CLASSIFICATION, REGRESSION -> new TabularEncoder(config.features(), config.encoding());
                    case TEXT_CLASSIFICATION -> TextEncoders.of(config.text());
                    case IMAGE_CLASSIFICATION -> new ImageEncoder(config.image());
                };
        int labels = config.history().labels();
        return labels == 0
                ? features
                : new HistoryEncoder(features, labels, config.label().classes());
    }

    private TargetEncoder targets() {
        return isRegression() ? new StandardisedTarget() : new ClassIndex();
    }

    private PrequentialEvaluator evaluator() {
        int window = config.evaluation().window();
        return isRegression()
                ? new RegressionEvaluator(window)
                : new ClassificationEvaluator(config.label().classes().size(), window);
    }

    private InputShape inputs(Encoder encoder) {
        return switch (config.networkType()) {
            case CNN ->
                new InputShape.Image(
                        config.image().channels(),
                        config.image().height(),
                        config.image().width());
            case TEXT_CNN, LSTM -> tokens();
            default -> isSequence() ? tokens() : numbers(encoder);
        };
    }

    private static InputShape numbers(Encoder encoder) {
        return SparseEncoder.of(encoder).isPresent()
                ? new InputShape.Bag(encoder.width())
                : new InputShape.Vector(encoder.width());
    }

    private InputShape tokens() {
        return new InputShape.Tokens(config.text().length(), TextEncoders.tokenNumbers(config.text()));
    }

    private boolean isSequence() {
        return config.task() == TaskType.TEXT_CLASSIFICATION
                && config.text().representation() == io.rdrop.config.TextRepresentation.SEQUENCE;
    }

    private OutputShape outputs() {
        return isRegression()
                ? new OutputShape.Values(1)
                : new OutputShape.Classes(config.label().classes().size());
    }

    private boolean isRegression() {
        return config.task() == TaskType.REGRESSION;
    }
}
