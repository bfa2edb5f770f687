package io.rdrop.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML 1.2 without object tags; keys may not repeat. */
final class Yaml {
    private static final int MOST_LEVELS = 64;

    private Yaml() {}

    static Map<?, ?> section(String text, String source) {
        Object tree;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setAllowDuplicateKeys(false)
                .build();
        try {
            requireShallow(text, settings, source);
            tree = new Load(settings).loadFromString(text);
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

    /** Refuses what is nested deeper than any configuration, or holds itself, which would overflow the stack. */
    private static void requireShallow(String text, LoadSettings settings, String source) {
        Deque<String> open = new ArrayDeque<>();
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent start) {
                open.push(start.getAnchor().map(Anchor::getValue).orElse(""));
                if (open.size() > MOST_LEVELS) {
                    throw new ConfigException(source + " is nested more than " + MOST_LEVELS + " levels deep"
                            + place(event.getStartMark()));
                }
            } else if (event instanceof CollectionEndEvent) {
                open.pop();
            } else if (event instanceof AliasEvent alias
                    && open.contains(alias.getAlias().getValue())) {
                throw new ConfigException(source + " has a section that holds itself, *"
                        + alias.getAlias().getValue() + place(event.getStartMark()));
            }
        }
    }

    /** A value written on one line, such as {@code 3}, {@code [1, 2]} or {@code adam}. */
    static @Nullable Object scalarOrFlow(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel("value").build();
        try {
            requireShallow(text, settings, "it");
            return new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException("the value is not valid YAML: " + problem(e));
        }
    }

    /** What is wrong and where, without the text around it, which may be a secret. */
    private static String problem(YamlEngineException e) {
        if (!(e instanceof MarkedYamlEngineException marked)) {
            return String.valueOf(e.getMessage());
        }
        return marked.getProblem() + place(marked.getProblemMark());
    }

    private static String place(Optional<Mark> where) {
        return where.map(mark -> " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                .orElse("");
    }

    static String print(Map<String, Object> tree) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(120)
                        .build())
                .dumpToString(tree);
    }
}
