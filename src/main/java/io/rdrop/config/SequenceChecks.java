package io.rdrop.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings that go, or do not go, with sentences, sources and targets. */
final class SequenceChecks {
    /** Of one network, those that a network of {@code transformer} has, too. */
    private static final List<String> OF_TRANSFORMER =
            List.of("dropout", "updater", "weight-decay", "gradient-clip", "guard", "engine", "precision");

    /** Of transformer, what an encoder has. */
    private static final List<String> OF_ENCODER = List.of("width", "layers", "heads");

    private static final List<String> OF_REPLAY = List.of("kept", "replays");

    private static final String PATCH = "patch";

    private SequenceChecks() {}

    static void check(
            TaskType task,
            InputConfig input,
            SequenceConfig sequence,
            TransformerConfig transformer,
            ModelConfig model) {
        String name = ConfigBinder.kebab(task.name());
        boolean isWritten = task.target() == TaskType.Target.WRITTEN;
        checkTransformer(task, transformer, model.type());
        if (task != TaskType.SEQUENCE_TAGGING && !isWritten) {
            if (isSet("sequence", sequence)) {
                throw new ConfigException("sequence is only for tasks sequence-tagging, translation and summarization"
                        + " but task is " + name + "; leave it out");
            }
        } else if (input.format() == RecordFormat.BINARY || (isWritten && input.format() != RecordFormat.JSON)) {
            throw new ConfigException("input.format must be json" + (isWritten ? "" : " or avro") + " for task " + name
                    + " but was " + ConfigBinder.kebab(input.format().name()));
        }
    }

    private static void checkTransformer(TaskType task, TransformerConfig transformer, ModelType type) {
        String name = ConfigBinder.kebab(task.name());
        boolean isWritten = task.target() == TaskType.Target.WRITTEN;
        boolean isEncoder = type == ModelType.TRANSFORMER;
        if (!isWritten && !isEncoder && isSet("transformer", transformer)) {
            throw new ConfigException("transformer is only for tasks translation and summarization, and for model.type"
                    + " transformer, but task is " + name + "; leave it out");
        }
        LearnerChecks.differing("transformer", transformer).stream()
                .filter(key -> isWritten
                        ? key.equals(PATCH)
                        : !OF_ENCODER.contains(key)
                                && !(key.equals(PATCH) && task.input() == TaskType.Input.IMAGE)
                                && !(OF_REPLAY.contains(key) && task == TaskType.SEQUENCE_TAGGING))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("transformer." + key + " is not for task " + name
                            + (isEncoder ? " with model.type transformer" : "") + "; leave it out");
                });
    }

    /** In every window something must have been written, or there is nothing to judge a version by. */
    static void check(TaskType task, TransformerConfig transformer, EvaluationConfig evaluation) {
        if (task.target() == TaskType.Target.WRITTEN && evaluation.window() < transformer.writeEvery()) {
            throw new ConfigException("evaluation.window must be at least transformer.write-every "
                    + transformer.writeEvery() + " but was " + evaluation.window());
        }
    }

    private static boolean isSet(String name, Record section) {
        return !section.equals(new ConfigBinder(name).bind(section.getClass(), Map.of()));
    }

    /**
     * Refuses what would do nothing with a text that is written.
     *
     * @param others sections that are about other networks
     */
    static void check(TaskType task, ModelConfig model, RDropConfig rDrop, Map<String, Record> others) {
        boolean isTagger = task == TaskType.SEQUENCE_TAGGING && model.type() == ModelType.TRANSFORMER;
        if (task.target() != TaskType.Target.WRITTEN && !isTagger) {
            return;
        }
        String name = ConfigBinder.kebab(task.name());
        new TreeMap<>(others).forEach((section, values) -> LearnerChecks.differing(section, values).stream()
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException(section + "." + key + " is not for task " + name
                            + ", whose network and replay are set under transformer; leave it out");
                }));
        LearnerChecks.differing("model", model).stream()
                .filter(key -> !OF_TRANSFORMER.contains(key))
                .filter(key -> !(isTagger
                        && (key.equals("type")
                                || (key.equals("hidden") && model.hidden().isEmpty()))))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("model." + key + " is not for task " + name
                            + ", whose network is set under transformer (of model: " + String.join(", ", OF_TRANSFORMER)
                            + "); leave it out");
                });
        if (model.engine() != ModelEngine.AUTO && model.engine() != ModelEngine.TORCH) {
            throw new ConfigException("model.engine must be auto or torch for task " + name + " but was "
                    + ConfigBinder.kebab(model.engine().name()));
        }
        if (rDrop.unlabelled()) {
            throw new ConfigException("r-drop.unlabelled must be false for task " + name
                    + " (a sequence without its targets has no tokens to compare) but was true");
        }
    }
}
