package io.rdrop.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the configuration of a challenger is made of that of its job. */
final class Challengers {
    static final String KEY = "challenger";

    private static final String SETTINGS = "settings";
    private static final String LEARNER = "learner";
    private static final String LEARNING = "learning";
    private static final String TEXT = "text";

    /** Of one network: what a pool has no use for, and a network in place of a pool begins with the defaults of. */
    private static final List<String> ONE_NETWORK = List.of("model", "r-drop", "history", "replay");

    private Challengers() {}

    /** Sections of settings as paths, each with its value in YAML, as {@code --set} has them. */
    @SuppressWarnings("unchecked") // JobConfigs makes every nested map a Map<String, Object>
    static void flatten(Map<String, Object> tree) {
        if (tree.get(KEY) instanceof Map<?, ?> challenger && challenger.get(SETTINGS) instanceof Map<?, ?> settings) {
            Map<String, Object> flat = new LinkedHashMap<>();
            flatten("", settings, flat);
            ((Map<String, Object>) challenger).put(SETTINGS, flat);
        }
    }

    private static void flatten(String above, Map<?, ?> section, Map<String, Object> into) {
        section.forEach((key, value) -> {
            String path = above + key;
            if (value instanceof Map<?, ?> nested) {
                flatten(path + ".", nested, into);
            } else if (value instanceof List<?> list) {
                into.put(path, flow(list));
            } else if (value == null) {
                throw new ConfigException("challenger.settings." + path + " must have a value but was empty");
            } else {
                into.put(path, value);
            }
        });
    }

    /** A value on one line. */
    private static String flow(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Challengers::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> flow(entry.getKey()) + ": " + flow(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof String text
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : String.valueOf(value);
    }

    /**
     * The tree that overrides are applied to. With another learner, and with settings of one network where a pool
     * learns, the sections of one network are not the job's.
     */
    static Map<String, Object> under(JobConfig job, Map<String, Object> tree, Map<String, String> settings) {
        tree.remove(KEY);
        boolean ofOneNetwork = settings.keySet().stream()
                .anyMatch(key -> ONE_NETWORK.contains(section(key))
                        || (section(key).equals(TEXT) && !key.equals("text.analyzer")));
        if (!settings.containsKey(LEARNER) && !(ofOneNetwork && job.learner() == LearnerType.POOL)) {
            return tree;
        }
        tree.keySet().removeAll(ONE_NETWORK);
        tree.remove("pool");
        tree.remove(LEARNER);
        tree.remove(LEARNING);
        if (job.learner() == LearnerType.POOL && tree.get(TEXT) instanceof Map<?, ?> text) {
            tree.put(TEXT, new LinkedHashMap<>(Map.of("analyzer", text.get("analyzer")))); // all that pools have of it
        }
        return tree;
    }

    private static String section(String key) {
        return key.contains(".") ? key.substring(0, key.indexOf('.')) : key;
    }

    /** Refuses what a challenger does not go with. */
    static void check(ChallengerConfig challenger, TopicsConfig topics, LagConfig lag, TaskType task) {
        if (!challenger.isWanted()) {
            return;
        }
        if (topics.control() == null) {
            throw new ConfigException("challenger.settings needs topics.control, where a promotion is asked for and"
                    + " written down; set topics.control, or leave challenger.settings out");
        }
        if (lag.target() != null) {
            throw new ConfigException(
                    "challenger.settings and lag.target cannot be had in one job: what gives way under"
                            + " load is not what is compared; leave one of them out");
        }
        if (task.target() == TaskType.Target.WRITTEN) {
            throw new ConfigException("challenger.settings is not for task " + ConfigBinder.kebab(task.name())
                    + ", whose texts have no loss of each record");
        }
    }
}
