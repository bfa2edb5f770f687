package io.rdrop.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What differs between the configuration that a model was trained under and the one that it is to go on with.
 *
 * @param applied settings that a trained model can take on: it goes on with the new ones
 * @param refused settings that its parameters, statistics or buffers were made for
 */
public record ConfigChanges(List<Change> applied, List<Change> refused) {
    /** Sections and keys that a trained model can take on. */
    private static final List<String> APPLICABLE = List.of(
            "micro-batch",
            "replay.updates-per-batch",
            "model.dropout",
            "model.input-dropout",
            "model.gradient-clip",
            "model.guard",
            "model.weight-decay",
            "model.updater",
            "model.file",
            "model.engine",
            "model.precision",
            "pool.members",
            "pool.without",
            "pool.referees",
            "pool.companions",
            "pool.adjusted",
            "pool.resting",
            "pool.rates",
            "pool.share",
            "drift",
            "r-drop");

    /** What stands below one of those and is refused nevertheless. */
    private static final List<String> INHERENT = List.of("model.updater.type", "r-drop.unlabelled");

    /** What a running job can take on though it is no setting of training. */
    private static final List<String> ONLY_RUNNING = List.of("registry.interval");

    /** What a trained model takes on only when it is made anew: what it is computed by. */
    private static final List<String> NOT_RUNNING = List.of("model.file", "model.engine", "model.precision");

    private static final String ABSENT = "absent";
    private static final int SHOWN = 20;

    /** One setting: its path, such as {@code model.hidden[1]}, and its value then and now, as YAML writes it. */
    public record Change(String key, String was, String now) {
        @Override
        public String toString() {
            return key + " was " + was + ", now " + now;
        }
    }

    public ConfigChanges {
        applied = List.copyOf(applied);
        refused = List.copyOf(refused);
    }

    /** What differs in the sections of training. */
    static ConfigChanges between(Map<String, Object> was, Map<String, Object> now) {
        Map<String, String> before = flat(was);
        Map<String, String> after = flat(now);
        List<Change> applied = new ArrayList<>();
        List<Change> refused = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            Change change = new Change(key, before.getOrDefault(key, ABSENT), after.getOrDefault(key, ABSENT));
            if (!Objects.equals(change.was(), change.now())) {
                (isApplicable(key) ? applied : refused).add(change);
            }
        }
        return new ConfigChanges(applied, refused);
    }

    /** The keys that differ and that a running job cannot take on. */
    static List<String> fixedWhileRunning(Map<String, Object> was, Map<String, Object> now) {
        Map<String, String> before = flat(was);
        Map<String, String> after = flat(now);
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .filter(key -> !isApplicable(key) || NOT_RUNNING.contains(key))
                .filter(key -> !ONLY_RUNNING.contains(key))
                .toList();
    }

    /** The changes, one after the other, for a message; at most {@value #SHOWN}. */
    public static String describe(List<Change> changes) {
        String shown = changes.stream().limit(SHOWN).map(Change::toString).collect(Collectors.joining("; "));
        return changes.size() <= SHOWN ? shown : shown + "; and " + (changes.size() - SHOWN) + " more";
    }

    private static boolean isApplicable(String key) {
        return APPLICABLE.stream().anyMatch(above -> isWithin(key, above))
                && INHERENT.stream().noneMatch(above -> isWithin(key, above));
    }

    private static boolean isWithin(String key, String above) {
        return key.equals(above) || key.startsWith(above + ".") || key.startsWith(above + "[");
    }

    private static Map<String, String> flat(Map<String, Object> tree) {
        Map<String, String> flat = new LinkedHashMap<>();
        tree.forEach((key, value) -> flatten(key, value, flat));
        return flat;
    }

    private static void flatten(String key, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> section) {
            section.forEach((name, child) -> flatten(key + "." + name, child, into));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(key + "[" + i + "]", list.get(i), into);
            }
        } else {
            into.put(key, String.valueOf(value));
        }
    }
}
