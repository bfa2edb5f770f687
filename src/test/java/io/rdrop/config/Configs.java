package io.rdrop.config;

import java.util.List;
import java.util.stream.Collectors;

/** Jobs for tests. */
public final class Configs {
    private Configs() {}

    /** A classification of rows with these columns and classes. */
    public static JobConfig table(List<FeatureConfig> features, LabelConfig label, int maxBytes) {
        String columns = features.stream()
                .map(feature -> "{name: \"" + feature.name() + "\", type: "
                        + ConfigBinder.kebab(feature.type().name()) + "}")
                .collect(Collectors.joining(", "));
        String classes = label.classes().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        return JobConfigs.parse(
                "features: [" + columns + "]\nlabel: {column: \"" + label.column() + "\", classes: [" + classes
                        + "]}\ninput: {max-bytes: " + maxBytes + "}",
                "test",
                List.of());
    }
}
