package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a Kafka client needs beside an address (security, say): of all commands that take {@code --bootstrap}. */
final class KafkaOptions {
    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description =
                    "Properties of the Kafka clients, in a file as Kafka's own tools take it (--command-config). Values may be"
                            + " references to environment variables and files (SECURITY.md).")
    private @Nullable Path file;

    @Option(
            names = "--property",
            paramLabel = "KEY=VALUE",
            description =
                    "One property of the Kafka clients; wins over the file. Not for secrets: others see command lines.")
    private Map<String, String> single = new LinkedHashMap<>();

    /** The properties of the file, then the single ones. */
    Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>();
        if (file != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                read.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigException("cannot read --kafka-properties " + file + ": " + e);
            }
            read.stringPropertyNames().stream().sorted().forEach(key -> all.put(key, read.getProperty(key)));
        }
        all.putAll(single);
        return all;
    }

    /** The same as overrides of a configuration. */
    List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        properties().forEach((key, value) -> overrides.add("kafka.properties." + key + "=" + quoted(value)));
        return overrides;
    }

    /** As YAML, whatever is in it. */
    private static String quoted(String value) {
        StringBuilder yaml = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                yaml.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c)) {
                yaml.append(String.format("\\u%04x", c));
            } else {
                yaml.appendCodePoint(c);
            }
        });
        return yaml.append('"').toString();
    }
}
