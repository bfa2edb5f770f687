package io.rdrop.tools.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.Prequential;
import io.rdrop.registry.ScoresJson;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is in a registry: for people a table, for programs JSON.
 *
 * @param models sorted by key
 */
record ModelListing(List<Model> models) {
    private static final int SCORE_DECIMALS = 4;
    private static final int SHOWN_OF_HASH = 16;
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
        out.printf(
                "%-20s %9s %10s %12s  %-24s %-16s  %s%n",
                "model", "version", "step", "examples", "created", "state sha256", "score (referees)");
        models.forEach(model -> model.versions().forEach(version -> print(model, version, out)));
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

    private static void print(Model model, Version version, PrintWriter out) {
        Scores scores = version.prequential().cumulative();
        out.printf(
                Locale.ROOT,
                "%-20s %8d%s %10d %12d  %-24s %s  %s%n",
                model.model(),
                version.version(),
                mark(model, version),
                version.step(),
                version.examples(),
                version.createdAt(),
                version.stateSha256().substring(0, SHOWN_OF_HASH),
                ScoreText.headline(TaskTerms.of(scores), scores, SCORE_DECIMALS));
    }

    private static String mark(Model model, Version version) {
        if (model.latest() != null && model.latest() == version.version()) {
            return model.latest().equals(model.pinned()) ? "P" : "*";
        }
        return version.heldBack() != null ? "-" : " ";
    }
}
