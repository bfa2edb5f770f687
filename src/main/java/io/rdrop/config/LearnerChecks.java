package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which learner goes with which task and settings. */
final class LearnerChecks {
    private static final List<TaskType> POOLED = List.of(
            TaskType.CLASSIFICATION,
            TaskType.TEXT_CLASSIFICATION,
            TaskType.REGRESSION,
            TaskType.LANGUAGE_MODEL,
            TaskType.SEQUENCE_TAGGING);

    /** Tasks that no network of an engine learns, and where their page is. */
    private static final Map<TaskType, String> POOL_ONLY =
            Map.of(TaskType.LANGUAGE_MODEL, "docs/language.md", TaskType.SEQUENCE_TAGGING, "docs/tagging.md");

    /** Tasks whose pools' members can rest. */
    static final List<TaskType> RESTING = List.of(TaskType.CLASSIFICATION, TaskType.TEXT_CLASSIFICATION);

    private static final String TEXT = "text";
    /** The one setting of texts that a pool has. */
    private static final String ANALYZER = "analyzer";

    private static final String LEARNER = "learner";
    private static final String MODEL = "model";
    private static final String ENGINE = "engine";

    /** Sections that are about one network. */
    private static final List<String> ONE_NETWORK = List.of(MODEL, "r-drop", "history", "replay");

    private LearnerChecks() {}

    static boolean canBePool(TaskType task, DeviceChoice device, TextConfig text) {
        return POOLED.contains(task)
                && device != DeviceChoice.GPU
                && differing(TEXT, text).stream().allMatch(ANALYZER::equals);
    }

    /** Writes down what a configuration that names no learner, or no network, means: it must mean that for ever. */
    static void choose(Map<String, Object> tree) {
        boolean namesNetwork =
                ONE_NETWORK.stream().anyMatch(key -> tree.get(key) instanceof Map<?, ?> section && !section.isEmpty())
                        || (tree.get(TEXT) instanceof Map<?, ?> text
                                && !text.keySet().stream().allMatch(ANALYZER::equals));
        @Nullable Object named = tree.get(LEARNER);
        boolean isOpen = named == null || named.equals(ConfigBinder.kebab(LearnerType.AUTO.name()));
        if (isOpen && TransformerDefaults.isOnWindows(tree)) {
            tree.put(LEARNER, ConfigBinder.kebab(LearnerType.POOL.name()));
        } else if (namesNetwork && isOpen) {
            tree.put(LEARNER, ConfigBinder.kebab(LearnerType.SINGLE.name()));
        } else if (!namesNetwork
                && ConfigBinder.kebab(LearnerType.SINGLE.name()).equals(named)
                && !ConfigBinder.kebab(Learning.PER_BATCH.name()).equals(tree.get("learning"))
                && canBePool(tree)) {
            tree.put(MODEL, new LinkedHashMap<>(Map.of(ENGINE, ConfigBinder.kebab(ModelEngine.ROW.name()))));
        } else if (!namesNetwork) {
            ImageNetwork.choose(tree);
        }
    }

    private static boolean canBePool(Map<String, Object> tree) {
        Object task = tree.getOrDefault("task", ConfigBinder.kebab(TaskType.CLASSIFICATION.name()));
        return POOLED.stream()
                        .anyMatch(pooled -> ConfigBinder.kebab(pooled.name()).equals(task))
                && !ConfigBinder.kebab(DeviceChoice.GPU.name()).equals(tree.get("device"));
    }

    /** Whether a configuration could be of before there were pools. */
    static boolean isAsBefore(JobConfig config) {
        return !config.hasPool() && config.learning() == Learning.PER_BATCH;
    }

    /** What a configuration of before there were pools means. */
    static void chooseAsBefore(Map<String, Object> tree) {
        tree.putIfAbsent(LEARNER, ConfigBinder.kebab(LearnerType.SINGLE.name()));
        tree.putIfAbsent("learning", ConfigBinder.kebab(Learning.PER_BATCH.name()));
    }

    /**
     * Refuses settings that would do nothing.
     *
     * @param sections of one network
     */
    static void check(
            TaskType task,
            DeviceChoice device,
            LearnerType learner,
            ModelConfig model,
            PoolConfig pool,
            Map<String, Record> sections) {
        boolean isRow = model.engine() == ModelEngine.ROW;
        @Nullable String page = POOL_ONLY.get(task);
        boolean isOnSequences = SequenceChecks.isOnSequences(task, model.type());
        if (page != null && learner == LearnerType.SINGLE && !isRow && !isOnSequences) {
            throw new ConfigException(
                    "task " + ConfigBinder.kebab(task.name()) + " is learned by a pool on the CPU (" + page
                            + "), which model,"
                            + " r-drop, history, replay, text and device: gpu are not for; leave them out");
        }
        if (SequenceChecks.isOnWindows(task, model.type())) {
            checkNetworkAndCounts(learner, model, pool);
        } else if (learner == LearnerType.POOL || isRow) {
            String what = isRow ? "model.engine row" : "learner pool";
            if (!POOLED.contains(task)) {
                throw new ConfigException(what + " is not for task " + ConfigBinder.kebab(task.name())
                        + "; take learner: single" + (isRow ? ", model.engine: auto" : ""));
            }
            if (device == DeviceChoice.GPU) {
                throw new ConfigException(what + " computes on the CPU only but device was gpu; take learner: single");
            }
            if (learner == LearnerType.POOL && isRow) {
                throw new ConfigException("model.engine row is for learner single but learner was pool");
            }
            new TreeMap<>(sections).forEach((name, section) -> differing(name, section).stream()
                    .filter(key -> !(name.equals(MODEL) && key.equals(ENGINE)))
                    .filter(key -> !(name.equals(TEXT) && key.equals(ANALYZER)))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new ConfigException(name + "." + key + " is for one network under model, but " + what
                                + " has its own; set learner: single, or "
                                + (isRow ? "model.engine: auto" : "pool.members")
                                + ", or leave it out");
                    }));
            if (task != TaskType.CLASSIFICATION && !pool.members().isEmpty()) {
                throw new ConfigException("pool.members is only for task classification but task is "
                        + ConfigBinder.kebab(task.name()) + ", which has one set of members");
            }
        }
        if (!pool.resting().isEmpty() && !RESTING.contains(task)) {
            throw new ConfigException(
                    "pool.resting is for tasks classification and text-classification only but task is "
                            + ConfigBinder.kebab(task.name()));
        }
        if (learner == LearnerType.SINGLE && !pool.equals(PoolConfig.standard())) {
            throw new ConfigException("pool is only for learner pool but learner was single");
        }
    }

    /** Of a network that is mixed with counts, or alone, there is nothing else to set of a pool. */
    private static void checkNetworkAndCounts(LearnerType learner, ModelConfig model, PoolConfig pool) {
        if (learner == LearnerType.POOL && !pool.equals(PoolConfig.standard())) {
            throw new ConfigException("pool is not for task language-model with model.type "
                    + ConfigBinder.kebab(model.type().name())
                    + ", whose members are that network and counts; leave it out, or set learner: single for the"
                    + " network alone");
        }
    }

    /** The keys of a section whose values are not the defaults. */
    static List<String> differing(String name, Record section) {
        Map<String, Object> tree = ConfigPrinter.tree(section, true);
        Map<String, Object> defaults =
                ConfigPrinter.tree(new ConfigBinder(name).bind(section.getClass(), Map.of()), true);
        return defaults.entrySet().stream()
                .filter(key -> !key.getValue().equals(tree.get(key.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
