package io.rdrop.tools.experiment;

import java.util.List;

/**
 * One of the things that a study compares.
 *
 * @param name for people, unlike those of the others
 * @param settings changes to the configuration that all variants of the study have in common, {@code key.path=value}
 */
public record Variant(String name, List<String> settings) {
    public Variant {
        settings = List.copyOf(settings);
    }

    Variant(String name, String... settings) {
        this(name, List.of(settings));
    }
}
