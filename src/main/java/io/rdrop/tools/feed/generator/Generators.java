package io.rdrop.tools.feed.generator;

import java.util.List;
import java.util.Locale;

/** The generators by name. */
public final class Generators {
    private static final List<String> NAMES =
            List.of("sea", "hyperplane", "rbf", "led", "agrawal", "friedman", "friedman-gradual");

    private Generators() {}

    /** Every name that {@link #byName} knows. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * A generator with its paper's parameters.
     *
     * @param name one of {@link #names()}
     * @param seed of concepts and examples
     * @param examples intended length, at least 4: drift begins at 25, 50 and 75 % of it
     * @throws IllegalArgumentException if the name is unknown or {@code examples} too small
     */
    public static DriftStream byName(String name, long seed, long examples) {
        return switch (name) {
            case "sea" -> new SeaGenerator(seed, examples);
            case "hyperplane" -> new HyperplaneGenerator(seed, examples);
            case "rbf" -> new RbfGenerator(seed, examples);
            case "led" -> new LedGenerator(seed, examples);
            case "agrawal" -> new AgrawalGenerator(seed, examples);
            case "friedman" -> new FriedmanGenerator(seed, examples, FriedmanGenerator.Drift.RECURRING);
            case "friedman-gradual" -> new FriedmanGenerator(seed, examples, FriedmanGenerator.Drift.GRADUAL);
            default ->
                throw new IllegalArgumentException(
                        "generator must be one of " + String.join(", ", NAMES) + " but was " + name);
        };
    }

    /** A job with the task, columns and classes of a stream. */
    public static String jobYaml(DriftStream stream) {
        StringBuilder yaml =
                new StringBuilder(stream.classes().isEmpty() ? "task: regression\n" : "").append("features:\n");
        stream.features().forEach(feature -> yaml.append("  - {name: \"")
                .append(feature.name())
                .append("\", type: ")
                .append(feature.type().name().toLowerCase(Locale.ROOT))
                .append("}\n"));
        if (stream.classes().isEmpty()) {
            return yaml.toString();
        }
        yaml.append("label:\n  classes: [");
        yaml.append(String.join(
                ", ", stream.classes().stream().map(c -> '"' + c + '"').toList()));
        return yaml.append("]\n").toString();
    }
}
