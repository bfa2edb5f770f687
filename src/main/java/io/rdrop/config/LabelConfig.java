package io.rdrop.config;

import io.rdrop.Public;
import java.util.HashSet;
import java.util.List;

/**
 * What is predicted.
 *
 * @param column label column of data files
 * @param classes class names, in index order; none for a regression
 */
@Public
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
