package io.rdrop.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Settings that go, or do not go, with sentences, sources and targets. */
final class SequenceChecks {
    /** Of one network, those that a network of {@code transformer} has, too. */
    private static final List<String> OF_TRANSFORMER =
            List.of("dropout", "updater", "weight-decay", "gradient-clip", "guard", "engine", "precision");

    /** Of transformer, what an encoder has. */
    private static final List<String> OF_ENCODER = List.of("width", "layers", "heads");

    /** Of model, the size of an LSTM. */
    private static final String UNITS = "recurrent-units";

    private static final List<String> OF_REPLAY = List.of("kept", "replays");

    private static final String PATCH = "patch";

    /** Of sequence, how long a window of a text is. */
    private static final String WINDOW = "max-length";

    private static final int LEAST_WINDOW = 2;

    private SequenceChecks() {}

    /** Whether a network of libtorch on whole sequences learns. */
    static boolean isOnSequences(TaskType task, ModelType type) {
        return task.target() == TaskType.Target.WRITTEN
                || (task == TaskType.SEQUENCE_TAGGING && type == ModelType.TRANSFORMER)
                || isOnWindows(task, type);
    }

    /** Whether a network of libtorch learns the next byte of a text. */
    static boolean isOnWindows(TaskType task, ModelType type) {
        return task == TaskType.LANGUAGE_MODEL && (type == ModelType.TRANSFORMER || type == ModelType.LSTM);
    }

    static void check(
            TaskType task,
            InputConfig input,
            SequenceConfig sequence,
            TransformerConfig transformer,
            ModelConfig model) {
        String name = ConfigBinder.kebab(task.name());
        boolean isWritten = task.target() == TaskType.Target.WRITTEN;
        checkTransformer(task, transformer, model.type());
        if (isOnWindows(task, model.type())) {
            checkWindow(sequence);
        } else if (task != TaskType.SEQUENCE_TAGGING && !isWritten) {
            if (isSet("sequence", sequence)) {
                throw new ConfigException("sequence is only for tasks sequence-tagging, translation and summarization,"
                        + " and for networks of language models, but task is " + name + "; leave it out");
            }
        } else if (input.format() == RecordFormat.BINARY || (isWritten && input.format() != RecordFormat.JSON)) {
            throw new ConfigException("input.format must be json" + (isWritten ? "" : " or avro") + " for task " + name
                    + " but was " + ConfigBinder.kebab(input.format().name()));
        }
    }

    private static void checkWindow(SequenceConfig sequence) {
        if (sequence.maxLength() < LEAST_WINDOW) {
            throw new ConfigException("sequence.max-length must be at least " + LEAST_WINDOW
                    + " for task language-model (half of a window of the text is new) but was " + sequence.maxLength());
        }
        LearnerChecks.differing("sequence", sequence).stream()
                .filter(key -> !key.equals(WINDOW))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("sequence." + key
                            + " is not for task language-model, which reads texts of any length; leave it out");
                });
    }

    private static void checkTransformer(TaskType task, TransformerConfig transformer, ModelType type) {
        String name = ConfigBinder.kebab(task.name());
        boolean isWritten = task.target() == TaskType.Target.WRITTEN;
        boolean isEncoder = type == ModelType.TRANSFORMER;
        boolean isOnWindows = isOnWindows(task, type);
        if (!isWritten && !isEncoder && !isOnWindows && isSet("transformer", transformer)) {
            throw new ConfigException("transformer is only for tasks translation and summarization, and for model.type"
                    + " transformer, but task is " + name + "; leave it out");
        }
        LearnerChecks.differing("transformer", transformer).stream()
                .filter(key -> isWritten
                        ? key.equals(PATCH)
                        : !(isEncoder && OF_ENCODER.contains(key))
                                && !(key.equals(PATCH) && task.input() == TaskType.Input.IMAGE)
                                && !(OF_REPLAY.contains(key) && isOnSequences(task, type)))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("transformer." + key + " is not for task " + name
                            + (isWritten ? "" : " with model.type " + ConfigBinder.kebab(type.name()))
                            + "; leave it out");
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
        if (!isOnSequences(task, model.type())) {
            return;
        }
        boolean isWritten = task.target() == TaskType.Target.WRITTEN;
        List<String> read = model.type() == ModelType.LSTM
                ? Stream.concat(OF_TRANSFORMER.stream(), Stream.of(UNITS)).toList()
                : OF_TRANSFORMER;
        String name = ConfigBinder.kebab(task.name());
        new TreeMap<>(others).forEach((section, values) -> LearnerChecks.differing(section, values).stream()
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException(section + "." + key + " is not for task " + name
                            + ", whose network and replay are set under transformer; leave it out");
                }));
        LearnerChecks.differing("model", model).stream()
                .filter(key -> !read.contains(key))
                .filter(key -> !(!isWritten
                        && (key.equals("type")
                                || (key.equals("hidden") && model.hidden().isEmpty()))))
                .findFirst()
                .ifPresent(key -> {
                    throw new ConfigException("model." + key + " is not for task " + name
                            + ", whose network is set under transformer (of model: " + String.join(", ", read)
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
