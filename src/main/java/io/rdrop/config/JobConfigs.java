package io.rdrop.config;

import io.rdrop.config.References.Reference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads, prints and hashes a {@link JobConfig}. */
public final class JobConfigs {
    /** The sections that decide what bytes a training run ends with. */
    private static final List<String> TRAINING = List.of(
            "task",
            "seed",
            "features",
            "label",
            "encoding",
            "text",
            "image",
            "sequence",
            "transformer",
            "history",
            "labels",
            "micro-batch",
            "learner",
            "learning",
            "pool",
            "replay",
            "model",
            "r-drop",
            "evaluation",
            "drift");

    /** Those of them that came with pools: left out where they say nothing, so that hashes of before stay. */
    private static final List<String> POOLS = List.of("labels", "learner", "learning", "pool");

    /** Keys of replay that came later, likewise. */
    private static final List<String> LATER_OF_REPLAY = List.of("early", "shift");

    private static final List<String> LATER_OF_ADJUSTED = List.of("passes", "every", "dropout-rates");

    /** What is named in the data: a reference there would let a file that is learned from read another one. */
    private static final List<String> NAMES = List.of("features", "label");

    private static final String KAFKA_PROPERTIES = "kafka.properties.";

    private JobConfigs() {}

    /**
     * Reads a YAML file.
     *
     * @param file YAML 1.2
     * @param overrides {@code key.path=value}, applied in order, values in YAML
     * @throws ConfigException if the file cannot be read, or a key or value is refused
     */
    public static JobConfig load(Path file, List<String> overrides) {
        try {
            return parse(Files.readString(file), file.getFileName().toString(), file, overrides);
        } catch (NoSuchFileException e) {
            throw new ConfigException("no such configuration file: " + file);
        } catch (IOException e) {
            throw new ConfigException("cannot read configuration file " + file + ": " + e);
        }
    }

    /** As {@link #load}, from text; {@code source} names it in messages. */
    public static JobConfig parse(String yaml, String source, List<String> overrides) {
        return parse(yaml, source, Path.of(""), overrides);
    }

    private static JobConfig parse(String yaml, String source, Path besides, List<String> overrides) {
        Map<String, Object> tree = tree(Yaml.section(yaml, source), overrides);
        inlineSchema(tree, besides);
        TransformerDefaults.choose(tree);
        LearnerChecks.choose(tree);
        Freshness.choose(tree);
        LateLabels.choose(tree);
        Challengers.flatten(tree);
        String place = place(source, overrides);
        return checked(new ConfigBinder(place).bind(JobConfig.class, tree), place);
    }

    /** As {@link #parse}, of what a training run left behind, be it of before there were pools. */
    public static JobConfig parseStored(String yaml, String source, List<String> overrides) {
        Map<String, Object> stored = copy(Yaml.section(yaml, source));
        LearnerChecks.chooseAsBefore(stored);
        return parse(Yaml.print(stored), source, overrides);
    }

    /** Puts the Avro schema's text where its file's name is: operators on a cluster do not have the file. */
    @SuppressWarnings("unchecked") // copy() made every nested map a Map<String, Object>
    private static void inlineSchema(Map<String, Object> tree, Path besides) {
        if (tree.get("input") instanceof Map<?, ?> input
                && input.get("avro") instanceof Map<?, ?> avro
                && avro.get("schema") instanceof String schema
                && !schema.equals(ConfigBinder.NONE)
                && !schema.stripLeading().startsWith("{")) {
            Path file = besides.resolveSibling(schema);
            try {
                ((Map<String, Object>) avro).put("schema", Files.readString(file));
            } catch (IOException e) {
                throw new ConfigException("input.avro.schema must be a file or an Avro schema as JSON, and " + file
                        + " cannot be read: " + e);
            }
        }
    }

    /** The task that a configuration names, if it names one; nothing else of it is looked at. */
    public static Optional<TaskType> namedTask(String yaml, String source, List<String> overrides) {
        Map<String, Object> tree = tree(Yaml.section(yaml, source), overrides);
        if (!tree.containsKey("task")) {
            return Optional.empty();
        }
        tree.keySet().retainAll(List.of("task"));
        return Optional.of(new ConfigBinder(place(source, overrides))
                .bind(TaskOnly.class, tree)
                .task());
    }

    private record TaskOnly(
            @Setting(value = "What is learned.", byDefault = "classification")
            TaskType task) {}

    /** Changes some keys of a configuration: {@code key.path=value}, values in YAML. */
    public static JobConfig with(JobConfig config, List<String> overrides) {
        return with(config, overrides, overrides.isEmpty() ? "the configuration" : "--set");
    }

    /**
     * A configuration as it is to be while its job runs.
     *
     * @param settings path of a setting to its new value, in YAML, applied in order
     * @throws ConfigException if a key or a value is refused, or a running job cannot take a setting on
     */
    public static JobConfig steered(JobConfig config, Map<String, String> settings) {
        List<String> overrides = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        JobConfig steered = with(config, overrides, "the command");
        List<String> fixed =
                ConfigChanges.fixedWhileRunning(ConfigPrinter.tree(config, true), ConfigPrinter.tree(steered, true));
        if (!fixed.isEmpty()) {
            throw new ConfigException(String.join(", ", fixed)
                    + " cannot be changed while the job runs; change the configuration, and restart the job from a"
                    + " savepoint if it says that a trained model can take it on");
        }
        return steered;
    }

    /**
     * The configuration of what challenges a job's models.
     *
     * @param settings path of a setting to its value, in YAML, as {@code challenger.settings} has them
     * @throws ConfigException if a key or a value is refused
     */
    public static JobConfig challenging(JobConfig job, Map<String, String> settings) {
        String place = "challenger.settings";
        Map<String, Object> tree = Challengers.under(job, copy(ConfigPrinter.tree(job, true)), settings);
        new TreeMap<>(settings).forEach((key, value) -> apply(tree, key + "=" + value));
        LearnerChecks.choose(tree);
        return checked(new ConfigBinder(place).bind(JobConfig.class, tree), place);
    }

    /**
     * Makes sure that there is such a setting.
     *
     * @throws ConfigException naming the nearest one, if there is none
     */
    public static void requireSetting(JobConfig config, String path) {
        Object at = ConfigPrinter.tree(config, true);
        for (String key : path.split("\\.", -1)) {
            if (!(at instanceof Map<?, ?> section) || !section.containsKey(key)) {
                String known = at instanceof Map<?, ?> section
                        ? "; did you mean "
                                + Nearest.of(
                                        key,
                                        section.keySet().stream()
                                                .map(String::valueOf)
                                                .toList())
                                + "?"
                        : "";
                throw new ConfigException("unknown key " + path + " in the command" + known);
            }
            at = section.get(key);
        }
    }

    private static JobConfig with(JobConfig config, List<String> overrides, String place) {
        Map<String, Object> tree = tree(ConfigPrinter.tree(config, true), overrides);
        LateLabels.choose(tree, config, overrides);
        Challengers.flatten(tree);
        inlineSchema(tree, Path.of(""));
        return checked(new ConfigBinder(place).bind(JobConfig.class, tree), place);
    }

    /**
     * The configuration with what its references stand for in this process: for use there, never for showing or
     * sending. Left as they are: names of columns and classes, which may come from a stranger's file, and {@code
     * kafka}, whose clients look up by themselves.
     *
     * @throws ConfigException if what a reference names is not there
     */
    public static JobConfig resolved(JobConfig config) {
        Map<String, Object> tree = copy(ConfigPrinter.tree(config, true));
        Map<String, Object> resolved = new LinkedHashMap<>(tree);
        resolved.replaceAll((key, value) ->
                key.equals("kafka") || NAMES.contains(key) ? value : ConfigTexts.map(value, key, References::resolve));
        return resolved.equals(tree)
                ? config
                : new ConfigBinder("the configuration, its references looked up").bind(JobConfig.class, resolved);
    }

    private static JobConfig checked(JobConfig config, String source) {
        boolean others = config.kafka().properties().containsKey("config.providers"); // Kafka's own references
        ConfigPrinter.tree(config, true).forEach((section, value) -> {
            if (!NAMES.contains(section) && !(section.equals("kafka") && others)) {
                ConfigTexts.map(
                        value,
                        section,
                        (text, key) -> References.replace(text, key + " in " + source, Reference::toString));
            }
        });
        if (config.challenger().isWanted()) {
            challenging(config, config.challenger().settings()); // refused here, and not by the first subtask
        }
        return config;
    }

    /** Fills the top-level keys that a YAML text lacks from another one, as YAML for {@link #parse}. */
    public static String withDefaults(String yaml, String source, String defaults) {
        Map<String, Object> tree = copy(Yaml.section(defaults, "the defaults"));
        tree.putAll(copy(Yaml.section(yaml, source)));
        return Yaml.print(tree);
    }

    /** The whole effective configuration as YAML, secrets shown as {@code ***} and references as they are. */
    public static String print(JobConfig config) {
        return Yaml.print(ConfigPrinter.tree(config, false));
    }

    /** The whole configuration as YAML for {@link #parse}, secrets included: for shipping, never for showing. */
    public static String toYaml(JobConfig config) {
        return Yaml.print(ConfigPrinter.tree(config, true));
    }

    /** As {@link #print}, as a tree of maps, lists and scalars. */
    public static Map<String, Object> tree(JobConfig config) {
        return ConfigPrinter.tree(config, false);
    }

    /** The task as a configuration names it. */
    public static String taskName(JobConfig config) {
        return ConfigBinder.kebab(config.task().name());
    }

    /** SHA-256 (hex) of every setting that decides what bytes a training run ends with. */
    public static String trainingHash(JobConfig config) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(trainingYaml(config).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every setting that decides what bytes a training run ends with, as YAML that {@link #parse} reads back. */
    public static String trainingYaml(JobConfig config) {
        return Yaml.print(trainingTree(config));
    }

    /**
     * Those of {@link #trainingYaml} that are not the defaults, as YAML; columns and classes are not among them. {@code
     * learner} and {@code learning} are there as they were chosen. Empty if there are none.
     */
    public static String changedYaml(JobConfig config) {
        Map<String, Object> training = new LinkedHashMap<>(tree(config));
        training.keySet().retainAll(TRAINING);
        Map<String, Object> changed = copy(ChangedSettings.of(training));
        changed.remove("features");
        if (changed.get("label") instanceof Map<?, ?> label) {
            label.remove("classes");
            if (label.isEmpty()) {
                changed.remove("label");
            }
        }
        return changed.isEmpty() ? "" : Yaml.print(changed);
    }

    /**
     * What differs between the settings of a training run and those of a configuration.
     *
     * @param trainingYaml what {@link #trainingYaml} gave; keys that did not exist then have their defaults
     * @throws ConfigException if it cannot be read
     */
    public static ConfigChanges changes(String trainingYaml, JobConfig now) {
        return changes(trained(trainingYaml), now);
    }

    /** The same, of what {@link #trained} gave. */
    public static ConfigChanges changes(JobConfig was, JobConfig now) {
        return ConfigChanges.between(trainingTree(was), trainingTree(now));
    }

    /**
     * What a training run learned under.
     *
     * @param trainingYaml what {@link #trainingYaml} gave
     * @throws ConfigException if it cannot be read
     */
    public static JobConfig trained(String trainingYaml) {
        return parseStored(trainingYaml, "the stored configuration", List.of());
    }

    /**
     * The configuration with the pool that something was trained with: its members can be restored into that one, and
     * go on from there. Empty if they are the members of the configuration, or one of the two has none.
     *
     * @param trained what it was trained under
     */
    public static Optional<JobConfig> withPoolOf(JobConfig config, JobConfig trained) {
        if (config.learner() != LearnerType.POOL
                || trained.learner() != LearnerType.POOL
                || config.pool().hasMembersOf(trained.pool())) {
            return Optional.empty();
        }
        Map<String, Object> tree = copy(ConfigPrinter.tree(config, true));
        tree.put("pool", ConfigPrinter.tree(trained, true).get("pool"));
        return Optional.of(new ConfigBinder("the pool as it was").bind(JobConfig.class, tree));
    }

    private static Map<String, Object> trainingTree(JobConfig config) {
        Map<String, Object> training = new LinkedHashMap<>(ConfigPrinter.tree(config, true));
        training.keySet().retainAll(TRAINING);
        if (LearnerChecks.isAsBefore(config)) {
            training.keySet().removeAll(POOLS);
        } else if (training.get("pool") instanceof Map<?, ?> pool) {
            leaveOutLater(config.pool(), pool);
        }
        if (config.drift().equals(DriftConfig.none())) {
            training.remove("drift"); // nothing watches, as before there was anything to watch: hashes stay
        }
        if (training.get("labels") instanceof Map<?, ?> labels) {
            training.put("labels", LateLabels.ofTraining(labels));
        }
        if (!config.isOnSequences() && !config.isEncoder()) {
            training.remove("transformer");
        } else if (training.get("transformer") instanceof Map<?, ?> transformer) {
            leaveOutLater(config, transformer);
        }
        if (config.task() != TaskType.SEQUENCE_TAGGING && !config.isOnSequences()) {
            training.remove("sequence"); // it says nothing, and hashes of before it came stay
        }
        if (training.get("replay") instanceof Map<?, ?> replay) {
            Map<String, Object> said = copy(replay);
            said.entrySet()
                    .removeIf(key -> LATER_OF_REPLAY.contains(key.getKey())
                            && key.getValue().equals(0));
            training.put("replay", said);
        }
        if (config.model().precision() == Precision.FLOAT32 && training.get("model") instanceof Map<?, ?> model) {
            model.remove("precision");
        }
        if (config.microBatch().gather() == 1 && training.get("micro-batch") instanceof Map<?, ?> batch) {
            batch.remove("gather");
        }
        return training;
    }

    /** Keys of Transformers that came later and say nothing, likewise. */
    private static void leaveOutLater(JobConfig config, Map<?, ?> transformer) {
        if (config.isWritten()) {
            transformer.remove("patch");
        }
        if (config.transformer().tokenizer() == null) {
            transformer.remove("tokenizer");
        }
    }

    /** Keys of pools that came later and say nothing: hashes of before stay. */
    private static void leaveOutLater(PoolConfig config, Map<?, ?> pool) {
        PoolConfig standard = PoolConfig.standard();
        if (config.adjusted().isEmpty()) {
            pool.remove("adjusted");
        } else if (pool.get("adjusted") instanceof List<?> all) {
            all.forEach(one -> leaveOutUnsaid((Map<?, ?>) one));
        }
        if (config.resting().isEmpty()) {
            pool.remove("resting");
        }
        if (config.rates() == standard.rates()) {
            pool.remove("rates");
        }
        if (config.share() == standard.share()) {
            pool.remove("share");
        }
    }

    private static void leaveOutUnsaid(Map<?, ?> adjusted) {
        adjusted.entrySet()
                .removeIf(entry -> LATER_OF_ADJUSTED.contains(entry.getKey())
                        && (entry.getValue().equals(ConfigBinder.NONE)
                                || entry.getValue().equals(List.of())));
    }

    private static String place(String source, List<String> overrides) {
        return overrides.isEmpty() ? source : source + " and --set";
    }

    private static Map<String, Object> tree(Map<?, ?> section, List<String> overrides) {
        Map<String, Object> tree = copy(section);
        overrides.forEach(override -> apply(tree, override));
        return tree;
    }

    private static void apply(Map<String, Object> tree, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new ConfigException("--set must be key=value but was " + (equals < 0 ? override : "without a key"));
        }
        String key = override.substring(0, equals).strip();
        // Kafka's own keys contain dots: what follows kafka.properties. is one key.
        String[] path = key.startsWith(KAFKA_PROPERTIES) ? key.split("\\.", 3) : key.split("\\.", -1);
        Map<String, Object> section = tree;
        for (int i = 0; i < path.length - 1; i++) {
            section = child(section, path[i], key);
        }
        Object value = value(override.substring(equals + 1), key);
        section.put(path[path.length - 1], value == null ? "" : value);
    }

    private static @Nullable Object value(String text, String key) {
        try {
            return Yaml.scalarOrFlow(text);
        } catch (ConfigException e) {
            throw new ConfigException("--set " + key + ": " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked") // copy() made every nested map a Map<String, Object>
    private static Map<String, Object> child(Map<String, Object> section, String key, String path) {
        Object child = section.computeIfAbsent(key, absent -> new LinkedHashMap<String, Object>());
        if (!(child instanceof Map)) {
            throw new ConfigException("--set " + path + ": " + key + " is not a section");
        }
        return (Map<String, Object>) child;
    }

    private static Map<String, Object> copy(Map<?, ?> tree) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((key, value) ->
                copy.put(String.valueOf(key), value instanceof Map<?, ?> nested ? copy(nested) : value));
        return copy;
    }
}
