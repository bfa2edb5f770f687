package io.rdrop.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The whole job. */
public record JobConfig(
        @Setting(
                value =
                        "Name of the job; also the prefix of its Kafka transactions, so two jobs on one Kafka need two names.",
                byDefault = "rdrop")
        String name,

        @Setting(
                value = "What is learned: `classification` or `regression` (rows of a table), `text-classification` or"
                        + " `image-classification`.",
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

        @Setting("Labels of earlier examples as inputs.") HistoryConfig history,

        @Setting("When labels come.") LabelsConfig labels,

        @Setting("When a micro-batch closes.") MicroBatchConfig microBatch,

        @Setting(
                value =
                        "What learns: `pool`, many networks and their companions, mixed (docs/pool.md); `single`, one network."
                                + " `auto`: `pool` for tables and texts, and `single` for all else, with `device: gpu`, and where"
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

        @Setting("The model registry.") RegistryConfig registry,

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
        NetworkChecks.check(task, text, history, model, rDrop);
        learner = learner == LearnerType.AUTO
                ? LearnerChecks.canBePool(task, device, text) ? LearnerType.POOL : LearnerType.SINGLE
                : learner;
        learning = learning == Learning.AUTO
                ? learner == LearnerType.POOL || model.engine() == ModelEngine.ROW
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
    }

    /** Whether a pool learns, or one network of its kind. */
    public boolean hasPool() {
        return learner == LearnerType.POOL || model.engine() == ModelEngine.ROW;
    }

    /** The network that is trained: {@code model.type}, or what {@code auto} stands for. */
    public ModelType networkType() {
        return NetworkChecks.resolve(task, text, model);
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
        boolean number = task.target() == TaskType.Target.NUMBER;
        if (!number && label.classes().isEmpty()) {
            throw new ConfigException("label.classes must name at least 2 classes for task " + name);
        }
        if (number && !label.classes().isEmpty()) {
            throw new ConfigException("label.classes must be [] for task " + name + " (its labels are numbers) but was "
                    + label.classes());
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
