package io.rdrop.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the operator's resource definition lets a FlinkDeployment say: names, types and values. */
final class ResourceSchema {
    private static final String DEFINITION = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    /** The definition at hand is older than Flink 2; the operators that know it have their version in this list. */
    private static final String VERSION = "spec.flinkVersion";

    private final YamlTree spec;
    private final String version;

    private ResourceSchema(YamlTree spec, String version) {
        this.spec = spec;
        this.version = version;
    }

    static ResourceSchema read() throws IOException {
        try (InputStream in = Objects.requireNonNull(ResourceSchema.class.getResourceAsStream(DEFINITION))) {
            // 500 kB, which is more than the reader takes for one document by default.
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(16 << 20).build();
            YamlTree definition = YamlTree.tree(
                    DEFINITION,
                    new Load(settings).loadFromString(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            YamlTree newest = definition.at("spec").trees("versions").get(0);
            return new ResourceSchema(
                    newest.at("schema").at("openAPIV3Schema").at("properties").at("spec"), newest.text("name"));
        }
    }

    /** Such as {@code v1beta1}. */
    String version() {
        return version;
    }

    void accept(YamlTree deployment) {
        accept("spec", deployment.at("spec").map(), spec);
    }

    private void accept(String path, Object value, YamlTree schema) {
        if (schema.has("x-kubernetes-int-or-string")) {
            assertThat(value).as(path).isInstanceOfAny(Integer.class, String.class);
            return;
        }
        if (schema.has("enum") && !path.equals(VERSION)) {
            assertThat(schema.texts("enum")).as(path).contains(String.valueOf(value));
        }
        switch (schema.text("type")) {
            case "object" -> acceptObject(path, value, schema);
            case "array" -> {
                assertThat(value).as(path).isInstanceOf(List.class);
                ((List<?>) value).forEach(item -> accept(path + "[]", item, schema.at("items")));
            }
            case "string" -> assertThat(value).as(path).isInstanceOf(String.class);
            case "integer" -> assertThat(value).as(path).isInstanceOfAny(Integer.class, Long.class);
            case "number" -> assertThat(value).as(path).isInstanceOf(Number.class);
            case "boolean" -> assertThat(value).as(path).isInstanceOf(Boolean.class);
            default -> throw new IllegalArgumentException(path + " has type " + schema.text("type"));
        }
    }

    private void acceptObject(String path, Object value, YamlTree schema) {
        assertThat(value).as(path).isInstanceOf(Map.class);
        if (schema.has("additionalProperties")) {
            ((Map<?, ?>) value)
                    .forEach((key, item) -> accept(path + "." + key, item, schema.at("additionalProperties")));
        } else if (schema.has("properties")) {
            ((Map<?, ?>) value).forEach((key, item) -> {
                assertThat(schema.at("properties").map().keySet())
                        .as("%s may have %s", path, key)
                        .extracting(String::valueOf)
                        .contains(String.valueOf(key));
                accept(path + "." + key, item, schema.at("properties").at(String.valueOf(key)));
            });
        }
    }
}
