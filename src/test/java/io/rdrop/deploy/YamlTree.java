package io.rdrop.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML mapping with typed looks into it; what is not there is an error that names the path. */
public record YamlTree(String where, Map<?, ?> map) {
    public static YamlTree of(Path file) throws IOException {
        return of(file.toString(), Files.readString(file));
    }

    public static YamlTree of(String where, String yaml) {
        return tree(where, new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    /** All documents of a file. */
    public static List<YamlTree> documents(Path file) throws IOException {
        List<YamlTree> all = new java.util.ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
            all.add(tree(file + "#" + all.size(), document));
        }
        return all;
    }

    static YamlTree tree(String where, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(where + " is not a mapping but " + value);
        }
        return new YamlTree(where, map);
    }

    public boolean has(String key) {
        return map.containsKey(key);
    }

    public YamlTree at(String key) {
        return tree(where + "." + key, value(key));
    }

    public String text(String key) {
        return String.valueOf(value(key));
    }

    /** A list of scalars. */
    public List<String> texts(String key) {
        return items(key).stream().map(String::valueOf).toList();
    }

    public List<?> items(String key) {
        if (!(value(key) instanceof List<?> list)) {
            throw new IllegalArgumentException(where + "." + key + " is not a list but " + value(key));
        }
        return list;
    }

    /** A list of mappings. */
    public List<YamlTree> trees(String key) {
        return items(key).stream()
                .map(item -> tree(where + "." + key + "[]", item))
                .toList();
    }

    /** The mapping as keys and texts, in order. */
    public Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), String.valueOf(value)));
        return entries;
    }

    private Object value(String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(where + " has no " + key);
        }
        return value;
    }
}
