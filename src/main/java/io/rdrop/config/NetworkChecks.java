package io.rdrop.config;

import java.util.List;

/** Which network goes with which task, and which objective with which network. */
final class NetworkChecks {
    /** What a Transformer encoder does not read. */
    private static final List<String> OF_OTHERS =
            List.of("filters", "kernel", "embedding", "recurrent-units", "input-dropout", "weight-init");

    private NetworkChecks() {}

    static ModelType resolve(TaskType task, TextConfig text, ModelConfig model) {
        if (model.type() != ModelType.AUTO) {
            return model.type();
        }
        if (task.input() == TaskType.Input.IMAGE) {
            return ModelType.CNN;
        }
        return isSequence(task, text) ? ModelType.TEXT_CNN : ModelType.MLP;
    }

    static void check(
            TaskType task,
            TextConfig text,
            HistoryConfig history,
            ReplayConfig replay,
            ModelConfig model,
            RDropConfig rDrop) {
        ModelType type = resolve(task, text, model);
        checkPrecision(task, model);
        checkInputs(task, text, history, type);
        if (type == ModelType.TRANSFORMER) {
            checkEncoder(task, text, history, model);
        }
        if (replay.shift() > 0 && task.input() != TaskType.Input.IMAGE) {
            throw new ConfigException("replay.shift is only for task image-classification but task is "
                    + ConfigBinder.kebab(task.name()) + " and it was " + replay.shift());
        }
        if (task.target() == TaskType.Target.NUMBER && rDrop.labelSmoothing() > 0) {
            throw new ConfigException("r-drop.label-smoothing must be 0 for task " + ConfigBinder.kebab(task.name())
                    + " (there are no classes to" + " spread it over) but was " + rDrop.labelSmoothing());
        }
        if (type == ModelType.MLP) {
            checkDropout(model, rDrop);
        } else if (type != ModelType.DL4J && rDrop.alpha() > 0 && model.dropout() == 0 && model.inputDropout() == 0) {
            throw withoutDropout(rDrop);
        }
    }

    private static void checkPrecision(TaskType task, ModelConfig model) {
        boolean isTorch = model.engine() == ModelEngine.TORCH || task.target() == TaskType.Target.WRITTEN;
        if (model.precision() != Precision.FLOAT32 && !isTorch) {
            throw new ConfigException("model.precision must be float32 unless model.engine is torch, but was "
                    + ConfigBinder.kebab(model.precision().name()) + " with model.engine "
                    + ConfigBinder.kebab(model.engine().name()));
        }
    }

    private static void checkInputs(TaskType task, TextConfig text, HistoryConfig history, ModelType type) {
        String name = ConfigBinder.kebab(type.name());
        if (type == ModelType.CNN && task.input() != TaskType.Input.IMAGE) {
            throw new ConfigException("model.type cnn is only for task image-classification but task is "
                    + ConfigBinder.kebab(task.name()));
        }
        boolean readsTokens = type == ModelType.TEXT_CNN || type == ModelType.LSTM;
        boolean readsBytes = SequenceChecks.isOnWindows(task, type);
        if (readsTokens && !readsBytes && !isSequence(task, text)) {
            throw new ConfigException("model.type " + name + " is only for task text-classification with"
                    + " text.representation sequence"
                    + (type == ModelType.LSTM ? ", and for task language-model" : ""));
        }
        if (readsBytes) {
            return;
        }
        if (type == ModelType.MLP && isSequence(task, text)) {
            throw new ConfigException("model.type mlp cannot read text.representation sequence; set model.type to"
                    + " text-cnn or lstm, or text.representation to bag");
        }
        if (history.labels() > 0 && (type == ModelType.CNN || isSequence(task, text))) {
            throw new ConfigException("history.labels must be 0 for "
                    + (type == ModelType.CNN ? "model.type cnn" : "texts" + " as sequences")
                    + " (labels are neither pixels nor words) but was " + history.labels());
        }
    }

    private static void checkEncoder(TaskType task, TextConfig text, HistoryConfig history, ModelConfig model) {
        boolean reads = task.input() == TaskType.Input.IMAGE
                || SequenceChecks.isOnSequences(task, ModelType.TRANSFORMER)
                || (task == TaskType.TEXT_CLASSIFICATION && isSequence(task, text));
        if (!reads) {
            throw new ConfigException("model.type transformer is only for tasks image-classification, sequence-tagging,"
                    + " language-model, and text-classification with text.representation sequence, but task is "
                    + ConfigBinder.kebab(task.name()));
        }
        if (model.engine() != ModelEngine.TORCH) {
            throw new ConfigException("model.engine must be torch for model.type transformer but was "
                    + ConfigBinder.kebab(model.engine().name()));
        }
        LearnerChecks.differing("model", model).stream()
                .filter(OF_OTHERS::contains)
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("model." + key + " is not for model.type transformer, whose sizes are set"
                            + " under transformer; leave it out");
                });
        if (history.labels() > 0) {
            throw new ConfigException(
                    "history.labels must be 0 for model.type transformer (labels are neither patches nor words) but was "
                            + history.labels());
        }
    }

    private static void checkDropout(ModelConfig model, RDropConfig rDrop) {
        boolean hasDropout = model.inputDropout() > 0
                || (model.dropout() > 0 && !model.hidden().isEmpty());
        if (!rDrop.dropoutRates().isEmpty() && !hasDropout) {
            throw new ConfigException(
                    "r-drop.dropout-rates replaces the rates of dropouts that the network has, and it has"
                            + " none; set model.dropout > 0 (with hidden layers) or model.input-dropout > 0, or r-drop.dropout-rates: []");
        }
        if (rDrop.alpha() > 0 && model.dropout() == 0 && model.inputDropout() == 0) {
            throw withoutDropout(rDrop);
        }
        if (rDrop.alpha() > 0 && !hasDropout) {
            throw new ConfigException(
                    "model.dropout has no hidden layer to act on (model.hidden is []); set model.input-dropout"
                            + " > 0, or r-drop.alpha: 0");
        }
    }

    private static ConfigException withoutDropout(RDropConfig rDrop) {
        return new ConfigException("r-drop.alpha must be 0 for a network without dropout (its passes are identical and"
                + " their KL divergence is always 0) but was " + rDrop.alpha()
                + "; set model.dropout > 0, or r-drop.alpha: 0");
    }

    private static boolean isSequence(TaskType task, TextConfig text) {
        return task.input() == TaskType.Input.TEXT && text.representation() == TextRepresentation.SEQUENCE;
    }
}
