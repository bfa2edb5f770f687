package io.rdrop.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The whole job. */
public record JobConfig(
        @Setting(
                value =
                        "Name of the job; also the prefix of its Kafka transactions, so two jobs on one Kafka need two names.",
                byDefault = "rdrop")
        String name,

        @Setting(
                value = "What is learned: `classification` or `regression` (rows of a table), `text-classification`,"
                        + " `image-classification`, `language-model` (which character of a text comes next),"
                        + " `sequence-tagging` (a tag for each token of a sentence), or `translation` and `summarization`"
                        + " (a text for a text; docs/translation.md).",
                byDefault = "classification")
        TaskType task,

        @Setting(value = "Seed of initial weights, dropout masks and replay.", byDefault = "42")
        long seed,

        @Setting(value = "Subtasks, 1..128; model keys are spread over them.", byDefault = "1")
        int parallelism,

        @Setting(
                value =
                        "Where networks train: `cpu`; `gpu`, or the job fails at once; `auto`, a GPU where there is one for it and"
                                + " the CPU elsewhere, with a warning. GPUs need the `cuda` build (docs/operations.md). The two give other"
                                + " bytes; a model may move between them.",
                byDefault = "cpu")
        DeviceChoice device,

        @Setting("The connection to Kafka.") KafkaConfig kafka,

        @Setting("Topic names.") TopicsConfig topics,

        @Setting("How the input is read.") InputConfig input,

        @Setting(
                value = "Columns of a table, in the order that array records use; texts and images have none.",
                byDefault = "[]")
        List<FeatureConfig> features,

        @Setting("What is predicted.") LabelConfig label,

        @Setting("How columns become numbers.") EncodingConfig encoding,

        @Setting("How texts become numbers.") TextConfig text,

        @Setting("What size images have.") ImageConfig image,

        @Setting(
                "Sentences of `sequence-tagging`; sources and targets of `translation` and `summarization`; windows of a"
                        + " network of `language-model`.")
        SequenceConfig sequence,

        @Setting("The network of `translation` and `summarization`; sizes of `model.type: transformer`.")
        TransformerConfig transformer,

        @Setting("Labels of earlier examples as inputs.") HistoryConfig history,

        @Setting("When labels come, and where from.") LabelsConfig labels,

        @Setting("When a micro-batch closes.") MicroBatchConfig microBatch,

        @Setting(
                value =
                        "What learns: `pool`, many networks and their companions, mixed (docs/pool.md); `single`, one network."
                                + " `auto`: `pool` for tables, texts and sentences, and `single` for all else, with `device: gpu`, and where"
                                + " something of one network is set: `model`, `r-drop`, `history`, `replay`, or of `text` more than the"
                                + " analyzer.",
                byDefault = "auto")
        LearnerType learner,

        @Setting(
                value = "`one-by-one`: each example of a micro-batch is predicted, then learned, before the next one."
                        + " `per-batch`: all are predicted before any is learned. `auto`: `one-by-one`, but `per-batch` for a"
                        + " network under `model`.",
                byDefault = "auto")
        Learning learning,

        @Setting("The pool's members.") PoolConfig pool,

        @Setting("Further updates on earlier examples.") ReplayConfig replay,

        @Setting("The network.") ModelConfig model,

        @Setting("The R-Drop objective.") RDropConfig rDrop,

        @Setting("How the model is refereed.") EvaluationConfig evaluation,

        @Setting("What watches for drift, and what a drift does (docs/drift.md).")
        DriftConfig drift,

        @Setting(
                value =
                        "How old what readers of the registry have learned from may be: sets `checkpoint.interval` to half of it,"
                                + " `registry.interval` to `0s` (a version with every checkpoint) and `registry.keep-minutes` to 10,"
                                + " each unless it is set. `none`, or at least `100ms`; docs/operations.md says what it costs.",
                byDefault = "none")
        @Nullable
        Duration freshness,

        @Setting("What gives way when examples come too fast.")
        LagConfig lag,

        @Setting("A second learner of each model, which is promoted once it is found to be better.")
        ChallengerConfig challenger,

        @Setting("The model registry.") RegistryConfig registry,

        @Setting("The job that predicts records without labels (docs/predict.md).")
        ScoringConfig scoring,

        @Setting("Checkpoints of the whole training state.") CheckpointConfig checkpoint,

        @Setting("The /metrics endpoint of each TaskManager.")
        MetricsConfig metrics) {
    /** Key groups of the job's state: more subtasks would be idle, and changing it would lose every savepoint. */
    public static final int MAX_PARALLELISM = 128;

    public JobConfig {
        features = List.copyOf(features);
        if (name.isBlank()) {
            throw new ConfigException("name must not be blank");
        }
        Check.within("parallelism", parallelism, 1, MAX_PARALLELISM);
        checkTask(task, features, label, image);
        Set<String> names = new HashSet<>();
        for (FeatureConfig feature : features) {
            if (!names.add(feature.name())) {
                throw new ConfigException(
                        "features must have distinct names but " + feature.name() + " is given twice");
            }
        }
        checkWeights(task, input);
        checkPasses(task, scoring);
        SequenceChecks.check(task, input, sequence, transformer, model);
        SequenceChecks.check(task, model, rDrop, Map.of("text", text, "history", history, "replay", replay));
        SequenceChecks.check(task, transformer, evaluation);
        Freshness.check(freshness, checkpoint, registry);
        checkTopics(topics, scoring);
        if (lag.target() != null && topics.control() == null) {
            throw new ConfigException(
                    "lag.target needs topics.control, where what gives way is written down as a command"
                            + " is; set topics.control, or leave lag.target out");
        }
        Challengers.check(challenger, topics, lag, task);
        LateLabels.check(labels, task, label, history, rDrop, topics, scoring);
        NetworkChecks.check(task, text, history, replay, model, rDrop);
        learner = learner == LearnerType.AUTO
                ? LearnerChecks.canBePool(task, device, text) ? LearnerType.POOL : LearnerType.SINGLE
                : learner;
        learning = learning == Learning.AUTO
                ? learner == LearnerType.POOL || model.engine() == ModelEngine.ROW || task == TaskType.LANGUAGE_MODEL
                        ? Learning.ONE_BY_ONE
                        : Learning.PER_BATCH
                : learning;
        LearnerChecks.check(
                task,
                device,
                learner,
                model,
                pool,
                Map.of("model", model, "r-drop", rDrop, "history", history, "replay", replay, "text", text));
        if (microBatch.gather() > 1
                && (learner == LearnerType.POOL
                        || learning == Learning.ONE_BY_ONE
                        || SequenceChecks.isOnSequences(task, model.type()))) {
            throw new ConfigException("micro-batch.gather must be 1 for what learns one by one, and for sentences and"
                    + " texts that are written, but was " + microBatch.gather() + "; set learner: single with a network"
                    + " under model and learning: per-batch, or micro-batch.size");
        }
        DriftConfig.check(drift, task, isMixed(learner, task), model.engine());
        if (!isMixed(learner, task) && pool.share() != PoolConfig.SHARE) {
            throw new ConfigException("pool.share is for pools whose members are mixed by weights, not for task "
                    + ConfigBinder.kebab(task.name()) + " with this learner, but was " + pool.share());
        }
    }

    /** Whether weights mix what members predict, so that {@code pool.share} is of use. */
    private static boolean isMixed(LearnerType learner, TaskType task) {
        return learner == LearnerType.POOL && task != TaskType.LANGUAGE_MODEL;
    }

    /** Whether a pool learns, or one network of its kind: one that reads examples as they are. */
    public boolean hasPool() {
        return learner == LearnerType.POOL || model.engine() == ModelEngine.ROW || isOnSequences();
    }

    /** Whether a network of libtorch on whole sequences learns: the only network of its pool. */
    public boolean isOnSequences() {
        return SequenceChecks.isOnSequences(task, networkType());
    }

    /** Whether a text is written for each source. */
    public boolean isWritten() {
        return task.target() == TaskType.Target.WRITTEN;
    }

    /** Whether it is a Transformer encoder, with classes. */
    public boolean isEncoder() {
        return networkType() == ModelType.TRANSFORMER;
    }

    /** The network that is trained: {@code model.type}, or what {@code auto} stands for. */
    public ModelType networkType() {
        return NetworkChecks.resolve(task, text, model);
    }

    /** What one of the two jobs writes, the other must not take for its own. */
    private static void checkTopics(TopicsConfig topics, ScoringConfig scoring) {
        for (String ours : List.of(scoring.predictions(), scoring.rejected(), scoring.shadows())) {
            if (ours.equals(topics.examples())
                    || ours.equals(topics.models())
                    || ours.equals(topics.rejected())
                    || ours.equals(topics.reports())
                    || ours.equals(topics.control())) {
                throw new ConfigException(
                        "scoring.predictions, scoring.rejected and scoring.shadows must not be topics of `topics` but "
                                + ours + " is");
            }
        }
        if (scoring.inline() && scoring.topic().equals(topics.examples())) {
            throw new ConfigException("scoring.topic must be another than topics.examples with scoring.inline but was "
                    + scoring.topic());
        }
        if (scoring.inline() && topics.control() != null) {
            throw new ConfigException("scoring.inline and topics.control cannot be had in one job: leave one of them"
                    + " out, or let `rdrop score` predict by the versions of the registry");
        }
    }

    private static void checkWeights(TaskType task, InputConfig input) {
        if (input.weights() && task.target() != TaskType.Target.CLASS && task.target() != TaskType.Target.NUMBER) {
            throw new ConfigException("input.weights must be false for task " + ConfigBinder.kebab(task.name())
                    + ", whose examples are many targets and not one, but was true");
        }
    }

    private static void checkPasses(TaskType task, ScoringConfig scoring) {
        if (scoring.klSample() > 0
                && task.target() != TaskType.Target.CLASS
                && task.target() != TaskType.Target.NUMBER) {
            throw new ConfigException("scoring.kl-sample must be 0 for task " + ConfigBinder.kebab(task.name())
                    + ", whose records have many targets and not one, but was " + scoring.klSample());
        }
    }

    private static void checkTask(TaskType task, List<FeatureConfig> features, LabelConfig label, ImageConfig image) {
        String name = ConfigBinder.kebab(task.name());
        if (task.isTabular() && features.isEmpty()) {
            throw new ConfigException("features must name at least one column for task " + name);
        }
        if (!task.isTabular() && !features.isEmpty()) {
            throw new ConfigException("features must be [] for task " + name + " (it has no columns) but names "
                    + features.size() + ", the first " + features.get(0).name());
        }
        boolean classes = task.target() == TaskType.Target.CLASS || task.target() == TaskType.Target.TAGS;
        if (classes && label.classes().isEmpty()) {
            throw new ConfigException("label.classes must name at least 2 classes for task " + name);
        }
        if (!classes && !label.classes().isEmpty()) {
            String why =
                    switch (task.target()) {
                        case NUMBER -> "its labels are numbers";
                        case WRITTEN -> "its targets are texts";
                        default -> "it has no labels";
                    };
            throw new ConfigException(
                    "label.classes must be [] for task " + name + " (" + why + ") but was " + label.classes());
        }
        boolean images = task.input() == TaskType.Input.IMAGE;
        if (images && image.height() == 0) {
            throw new ConfigException("image.height and image.width are required for task " + name);
        }
        if (!images && image.height() > 0) {
            throw new ConfigException("image.height and image.width are only for task image-classification but task is "
                    + name + " and they were " + image.height() + " and " + image.width());
        }
    }
}
