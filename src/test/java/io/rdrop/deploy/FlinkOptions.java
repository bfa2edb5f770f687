package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Every option that Flink knows by its current key. */
final class FlinkOptions {
    /** Keys with a name in them, and what may follow. */
    private static final List<Pattern> NAMED = List.of(
            Pattern.compile(
                    "metrics\\.reporter\\.prom\\.(factory\\.class|port|scope\\.variables\\.excludes|filterLabelValueCharacters)"),
            Pattern.compile("external-resource\\.gpu\\.(amount|driver-factory\\.class|kubernetes\\.config-key"
                    + "|param\\.discovery-script\\.(path|args))"),
            // Hadoop's and the S3 file system's own keys, documented with the plugin.
            Pattern.compile("s3\\.(endpoint|path\\.style\\.access)"),
            Pattern.compile("kubernetes\\.operator\\.(savepoint\\.history\\.max\\.(count|age)"
                    + "|job\\.upgrade\\.last-state-fallback\\.enabled)"),
            Pattern.compile("containerized\\.(taskmanager|master)\\.env\\.[A-Z_]+"));

    private final Map<String, ConfigOption<?>> options = new HashMap<>();

    private FlinkOptions() {}

    static FlinkOptions read() throws IOException, ReflectiveOperationException {
        FlinkOptions all = new FlinkOptions();
        for (Class<?> home : List.of(ConfigOption.class, org.apache.flink.configuration.CoreOptions.class)) {
            all.readJar(new File(
                    home.getProtectionDomain().getCodeSource().getLocation().getPath()));
        }
        assertThat(all.options).containsKeys("taskmanager.numberOfTaskSlots", "execution.checkpointing.dir");
        return all;
    }

    private void readJar(File file) throws IOException, ReflectiveOperationException {
        try (JarFile jar = new JarFile(file)) {
            for (String name : jar.stream().map(Object::toString).toList()) {
                if (name.matches("org/apache/flink/configuration/\\w+Options\\.class")) {
                    readClass(Class.forName(name.substring(0, name.length() - 6).replace('/', '.')));
                }
            }
        }
    }

    private void readClass(Class<?> type) throws IllegalAccessException {
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                ConfigOption<?> option = (ConfigOption<?>) field.get(null);
                if (option != null) {
                    options.put(option.key(), option);
                }
            }
        }
    }

    /** Fails unless every key is one of Flink's and its value one that Flink can read. */
    void accept(String where, Map<String, String> settings) {
        settings.forEach((key, value) -> {
            ConfigOption<?> option = options.get(key);
            if (option == null) {
                assertThat(NAMED.stream().map(named -> named.matcher(key)).anyMatch(Matcher::matches))
                        .as("%s: %s is a key of Flink's", where, key)
                        .isTrue();
                return;
            }
            Configuration configuration = new Configuration();
            configuration.setString(key, value);
            assertThatCode(() -> assertThat(configuration.get(option)).isNotNull())
                    .as("%s: value of %s", where, key)
                    .doesNotThrowAnyException();
        });
    }
}
