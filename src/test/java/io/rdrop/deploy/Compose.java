package io.rdrop.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docker-compose.yml with the variables of .env filled in. */
public final class Compose {
    static final Path FILE = Path.of("docker-compose.yml");
    static final Path ENVIRONMENT = Path.of(".env");

    /** Of a variable: its name and its default. */
    static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");

    private static final Pattern KEY_AND_VALUE = Pattern.compile("([^:\\s]+):\\s*(.*)");

    private final YamlTree tree;

    private Compose(YamlTree tree) {
        this.tree = tree;
    }

    public static Compose read() throws IOException {
        Map<String, String> environment = environment();
        Matcher variable = VARIABLE.matcher(Files.readString(FILE));
        String filled = variable.replaceAll(
                found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group(2))));
        return new Compose(YamlTree.of(FILE.toString(), filled.replace("$$", "$")));
    }

    /** The lines of .env. */
    static Map<String, String> environment() throws IOException {
        return Files.readAllLines(ENVIRONMENT).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(
                        sides -> sides[0], sides -> sides[1], (first, second) -> second, LinkedHashMap::new));
    }

    public Map<String, YamlTree> services() {
        Map<String, YamlTree> services = new LinkedHashMap<>();
        YamlTree all = tree.at("services");
        all.map().forEach((name, service) -> services.put(String.valueOf(name), all.at(String.valueOf(name))));
        return services;
    }

    public YamlTree service(String name) {
        return tree.at("services").at(name);
    }

    YamlTree volumes() {
        return tree.at("volumes");
    }

    /** What a service's FLINK_PROPERTIES says. */
    public Map<String, String> flinkProperties(String service) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String line : service(service)
                .at("environment")
                .text("FLINK_PROPERTIES")
                .lines()
                .toList()) {
            Matcher sides = KEY_AND_VALUE.matcher(line.strip());
            if (!sides.matches()) {
                throw new IllegalArgumentException("FLINK_PROPERTIES of " + service + " has the line " + line);
            }
            properties.put(sides.group(1), sides.group(2));
        }
        return properties;
    }

    /**
     * Where a path inside a service's container is on this machine, if a file or folder of the repository is mounted
     * there.
     */
    public Path mounted(String service, String inside) {
        for (String volume : service(service).texts("volumes")) {
            List<String> parts = List.of(volume.split(":", -1));
            if (parts.get(0).startsWith("./") && parts.get(1).equals(inside)) {
                return Path.of(parts.get(0)).normalize();
            }
        }
        throw new IllegalArgumentException(service + " mounts nothing at " + inside);
    }

    /** The broker's settings as the image makes them of the environment: KAFKA_LOG_DIRS is log.dirs. */
    public Map<String, String> brokerProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        service("kafka").at("environment").entries().forEach((name, value) -> {
            if (name.startsWith("KAFKA_") && !name.equals("KAFKA_HEAP_OPTS")) {
                properties.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return properties;
    }
}
