package io.rdrop.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML 1.2 without object tags; keys may not repeat. */
final class Yaml {
    private Yaml() {}

    static Map<?, ?> section(String text, String source) {
        Object tree;
        try {
            tree = new Load(LoadSettings.builder()
                            .setLabel(source)
                            .setAllowDuplicateKeys(false)
                            .build())
                    .loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException(source + " is not valid YAML: " + problem(e));
        }
        if (tree == null) {
            return Map.of();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new ConfigException(source + " must be a YAML section of keys but was "
                    + (tree instanceof List ? "a list" : "a single value"));
        }
        return map;
    }

    /** A value written on one line, such as {@code 3}, {@code [1, 2]} or {@code adam}. */
    static @Nullable Object scalarOrFlow(String text) {
        try {
            return new Load(LoadSettings.builder().setLabel("value").build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException("the value is not valid YAML: " + problem(e));
        }
    }

    /** What is wrong and where, without the text around it, which may be a secret. */
    private static String problem(YamlEngineException e) {
        if (!(e instanceof MarkedYamlEngineException marked)) {
            return String.valueOf(e.getMessage());
        }
        String place = marked.getProblemMark()
                .map(mark -> " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
        return marked.getProblem() + place;
    }

    static String print(Map<String, Object> tree) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(120)
                        .build())
                .dumpToString(tree);
    }
}
