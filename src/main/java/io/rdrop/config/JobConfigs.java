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
            "history",
            "labels",
            "micro-batch",
            "learner",
            "learning",
            "pool",
            "replay",
            "model",
            "r-drop",
            "evaluation");

    /** Those of them that came with pools: left out where they say nothing, so that hashes of before stay. */
    private static final List<String> POOLS = List.of("labels", "learner", "learning", "pool");

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
        LearnerChecks.choose(tree);
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
        Map<String, Object> tree = tree(ConfigPrinter.tree(config, true), overrides);
        inlineSchema(tree, Path.of(""));
        String place = overrides.isEmpty() ? "the configuration" : "--set";
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
     * What differs between the settings of a training run and those of a configuration.
     *
     * @param trainingYaml what {@link #trainingYaml} gave; keys that did not exist then have their defaults
     * @throws ConfigException if it cannot be read
     */
    public static ConfigChanges changes(String trainingYaml, JobConfig now) {
        JobConfig was = parseStored(trainingYaml, "the stored configuration", List.of());
        return ConfigChanges.between(trainingTree(was), trainingTree(now));
    }

    private static Map<String, Object> trainingTree(JobConfig config) {
        Map<String, Object> training = new LinkedHashMap<>(ConfigPrinter.tree(config, true));
        training.keySet().retainAll(TRAINING);
        if (LearnerChecks.isAsBefore(config)) {
            training.keySet().removeAll(POOLS);
        }
        return training;
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
