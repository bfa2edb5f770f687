package io.rdrop.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard of grafana/dashboards.
 *
 * @param file where it stands
 * @param json its whole content
 */
public record Dashboard(Path file, JsonNode json) {
    private static final Path FOLDER = Path.of("grafana", "dashboards");

    /** All that are shipped. */
    public static List<Dashboard> all() throws IOException {
        List<Dashboard> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                dashboards.add(new Dashboard(file, new ObjectMapper().readTree(file.toFile())));
            }
        }
        return dashboards;
    }

    public String uid() {
        return json.path("uid").asText();
    }

    /** Panels that show something, those in rows included. */
    public List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            if (panel.path("type").asText().equals("row")) {
                panel.path("panels").forEach(panels::add);
            } else {
                panels.add(panel);
            }
        }
        return panels;
    }

    /** The queries of all panels; {@link Query#place()} is {@code file: panel}. */
    public List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        file.getFileName() + ": " + panel.path("title").asText(),
                        target.path("expr").asText()));
            }
        }
        return queries;
    }

    /** The queries of annotations that ask Prometheus. */
    public List<Query> annotations() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode annotation : json.at("/annotations/list")) {
            if (annotation.has("expr")) {
                queries.add(new Query(
                        file.getFileName() + ": annotation "
                                + annotation.path("name").asText(),
                        annotation.path("expr").asText()));
            }
        }
        return queries;
    }

    /** Variables that are asked of Prometheus. */
    public List<JsonNode> variables() {
        List<JsonNode> variables = new ArrayList<>();
        json.at("/templating/list").forEach(variables::add);
        return variables;
    }
}
