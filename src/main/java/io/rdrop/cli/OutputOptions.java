package io.rdrop.cli;

import io.rdrop.config.ConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that {@code demo} and {@code train} share. */
final class OutputOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where models, report and log go (default: a new folder under rdrop-out).")
    @Nullable
    Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a configuration key, e.g. --set r-drop.alpha=0.5.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Use this Kafka instead of an embedded one.")
    @Nullable
    String bootstrap;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    /** Every override of the configuration, {@code --set} last, so that it wins. */
    List<String> overrides() {
        List<String> all = kafka.overrides();
        if (!all.isEmpty() && bootstrap == null) {
            throw new ConfigException(
                    "--property and --kafka-properties are for the Kafka of --bootstrap, which is not given");
        }
        all.addAll(overrides);
        return all;
    }
}
