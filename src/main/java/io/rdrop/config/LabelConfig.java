package io.rdrop.config;

import java.util.HashSet;
import java.util.List;

/** What is predicted. */
public record LabelConfig(
        @Setting(
                value = "Name of the label column in data files; records on Kafka always call it `label`.",
                byDefault = "label")
        String column,

        @Setting(
                value =
                        "Class names in index order; a record's label is a name (JSON string) or an index (JSON number)."
                                + " Required but for a regression, which has none.",
                byDefault = "[]")
        List<String> classes) {
    public LabelConfig {
        classes = List.copyOf(classes);
        if (classes.size() == 1) {
            throw new ConfigException("classes must name at least 2 classes but was " + classes);
        }
        if (new HashSet<>(classes).size() != classes.size()) {
            throw new ConfigException("classes must be distinct but was " + classes);
        }
    }
}
