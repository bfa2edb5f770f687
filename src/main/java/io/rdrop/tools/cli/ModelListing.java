package io.rdrop.tools.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.ScoresJson;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.console.TextTable;
import io.rdrop.tools.console.TextTable.Column;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What is in a registry: for people a table, for programs JSON.
 *
 * @param models sorted by key
 */
record ModelListing(List<Model> models) {
    private static final int SHOWN_OF_HASH = 7;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new ScoresJson()).build();

    /**
     * One model.
     *
     * @param latest the version to use; null if there is none yet
     * @param pinned the version that {@code latest} stays at; null if it moves on
     * @param versions ascending
     */
    record Model(
            String model, @Nullable Long latest, @Nullable Long pinned, List<Version> versions) {}

    /**
     * One version, as its manifest has it.
     *
     * @param heldBack why {@code latest} does not move to it; null if it does
     */
    record Version(
            long version,
            @Nullable Long parent,
            long step,
            long examples,
            String createdAt,
            String stateSha256,
            @Nullable String heldBack,
            Prequential prequential) {
        static Version of(SnapshotManifest manifest) {
            return new Version(
                    manifest.version(),
                    manifest.parent(),
                    manifest.step(),
                    manifest.examples(),
                    manifest.createdAt().toString(),
                    manifest.stateSha256(),
                    manifest.heldBack(),
                    manifest.prequential());
        }
    }

    static ModelListing of(ModelRegistry registry) throws IOException {
        List<Model> models = new ArrayList<>();
        for (String model : registry.models()) {
            models.add(new Model(
                    model,
                    registry.latest(model).orElse(null),
                    registry.pinned(model).orElse(null),
                    registry.manifests(model).stream().map(Version::of).toList()));
        }
        return new ModelListing(models);
    }

    String json() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    void print(PrintWriter out) {
        for (TaskTerms terms : TaskTerms.values()) {
            List<Line> lines = models.stream()
                    .flatMap(model -> model.versions().stream().map(version -> new Line(model, version)))
                    .filter(line -> TaskTerms.of(line.scores()) == terms)
                    .toList();
            if (!lines.isEmpty()) {
                table(terms.headline()).print(lines, out);
            }
        }
        for (Model model : models) {
            if (model.pinned() != null) {
                out.printf("`latest` of model %s is pinned to version %d%n", model.model(), model.pinned());
            }
            for (Version version : model.versions()) {
                if (version.heldBack() != null) {
                    out.printf(
                            "version %d of model %s is held back: %s%n",
                            version.version(), model.model(), version.heldBack());
                }
            }
        }
    }

    private record Line(Model model, Version version) {
        Scores scores() {
            return version.prequential().cumulative();
        }

        /** Of the best referee that one could follow. */
        double referee(Score headline) {
            DoubleStream values = headline.referees().stream()
                    .filter(referee -> !referee.isInHindsight())
                    .mapToDouble(scores()::get);
            return (headline.isHigherBetter() ? values.max() : values.min()).orElse(Double.NaN);
        }
    }

    private static TextTable<Line> table(Score headline) {
        return new TextTable<>(List.of(
                Column.text("model", line -> line.model().model()),
                Column.number("version ", line -> line.version().version() + mark(line.model(), line.version())),
                Column.number("step", line -> Long.toString(line.version().step())),
                Column.number("examples", line -> Long.toString(line.version().examples())),
                Column.text(
                        "created (UTC)",
                        line -> MINUTE.format(Instant.parse(line.version().createdAt()))),
                Column.text("state", line -> line.version().stateSha256().substring(0, SHOWN_OF_HASH)),
                Column.number(
                        ScoreText.name(headline),
                        line -> ScoreText.of(headline, line.scores().get(headline))),
                Column.number("referee", line -> ScoreText.of(headline, line.referee(headline)))));
    }

    private static String mark(Model model, Version version) {
        if (model.latest() != null && model.latest() == version.version()) {
            return model.latest().equals(model.pinned()) ? "P" : "*";
        }
        return version.heldBack() != null ? "-" : " ";
    }
}
