package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.Problem;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotReader;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks into a model registry. */
@Command(
        name = "models",
        description = "Look into a model registry.",
        footer = {
            "",
            "Examples:",
            "  rdrop models list --registry rdrop-out/demo-sea/models",
            "  rdrop models show --registry rdrop-out/demo-sea/models --version 3",
            "  rdrop models verify --registry rdrop-out/demo-sea/models"
        },
        mixinStandardHelpOptions = true)
final class ModelsCommand {
    private static final int SCORE_DECIMALS = 4;

    @Spec
    private @Nullable CommandSpec spec;

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli injects the spec");
        }
        return spec.commandLine().getOut();
    }

    private static ModelRegistry open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ConfigException("no such registry directory: " + directory);
        }
        return new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
    }

    @Command(
            name = "list",
            description = "List every version of every model; `*` marks the latest.",
            footer = {"", "Example:", "  rdrop models list --registry rdrop-out/demo-sea/models"},
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
                    Path directory)
            throws IOException {
        ModelRegistry registry = open(directory);
        List<String> models = registry.models();
        if (models.isEmpty()) {
            out().println("no model has been committed to " + directory + " yet");
            return Main.DONE;
        }
        out().printf(
                        "%-20s %9s %10s %12s  %-24s %-16s  %s%n",
                        "model", "version", "step", "examples", "created", "state sha256", "score (referees)");
        for (String model : models) {
            Optional<Long> latest = registry.latest(model);
            for (SnapshotManifest manifest : registry.manifests(model)) {
                Scores scores = manifest.prequential().cumulative();
                long version = manifest.version();
                out().printf(
                                Locale.ROOT,
                                "%-20s %8d%s %10d %12d  %-24s %s  %s%n",
                                model,
                                version,
                                latest.isPresent() && latest.get() == version ? "*" : " ",
                                manifest.step(),
                                manifest.examples(),
                                manifest.createdAt(),
                                manifest.stateSha256().substring(0, 16),
                                ScoreText.headline(TaskTerms.of(scores), scores, SCORE_DECIMALS));
            }
        }
        out().flush();
        return Main.DONE;
    }

    @Command(
            name = "show",
            description = "Show one version: where it comes from, what it learned from, its files.",
            footer = {
                "",
                "Example:",
                "  rdrop models show --registry rdrop-out/demo-sea/models --model default --version 3"
            })
    int show(
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help and exit.")
                    boolean help,
            @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
                    Path directory,
            @Option(names = "--model", defaultValue = "default", description = "Model key (default: ${DEFAULT-VALUE}).")
                    String model,
            @Option(names = "--version", description = "Version (default: the latest).") @Nullable Long version)
            throws IOException {
        ModelRegistry registry = open(directory);
        long chosen = version != null
                ? version
                : registry.latest(model)
                        .orElseThrow(() -> new ConfigException(
                                "no model " + model + " in " + directory + "; it has " + registryModels(registry)));
        if (!registry.versions(model).contains(chosen)) {
            throw new ConfigException("no version " + chosen + " of model " + model + " in " + directory + "; it has "
                    + registry.versions(model));
        }
        SnapshotManifest manifest = registry.manifest(model, chosen);
        out().printf(
                        "model         %s%nversion       %d (parent %s)%ncreated       %s by rdrop-stream %s%n",
                        manifest.model(),
                        manifest.version(),
                        manifest.parent() == null ? "none" : manifest.parent(),
                        manifest.createdAt(),
                        manifest.projectVersion());
        out().printf(
                        "trained       %d steps, %d examples%nconfig hash   %s%nstate sha256  %s%n",
                        manifest.step(), manifest.examples(), manifest.configHash(), manifest.stateSha256());
        Scores scores = manifest.prequential().cumulative();
        TaskTerms terms = TaskTerms.of(scores);
        out().printf(
                        Locale.ROOT,
                        "last step     %s %s, %s %s %s%nscores        %s%n",
                        terms.error().name(),
                        ScoreText.fixed(manifest.crossEntropy(), SCORE_DECIMALS),
                        terms.divergence().name(),
                        ScoreText.fixed(manifest.klDivergence(), SCORE_DECIMALS + 1),
                        terms.unit(),
                        ScoreText.all(scores, SCORE_DECIMALS));
        for (OffsetRange range : manifest.trained()) {
            out().printf(
                            "learned from  %s partition %d, offsets %d..%d, %d examples%n",
                            range.topic(), range.partition(), range.first(), range.last(), range.count());
        }
        manifest.files().forEach((name, file) -> out().printf(
                        "file          %-14s %10d bytes  sha256 %s%n", name, file.bytes(), file.sha256()));
        out().flush();
        return Main.DONE;
    }

    @Command(
            name = "verify",
            description = {
                "Check every file of every version against its manifest, and every version's predictions against its"
                        + " probe;",
                "exit code 1 if anything is wrong."
            },
            footer = {"", "Example:", "  rdrop models verify --registry rdrop-out/demo-sea/models"},
            mixinStandardHelpOptions = true)
    int verify(
            @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
                    Path directory)
            throws IOException {
        ModelRegistry registry = open(directory);
        List<Problem> problems = registry.verify(new SnapshotReader(registry));
        problems.forEach(problem -> out().println("PROBLEM  " + problem));
        int versions = 0;
        for (String model : registry.models()) {
            versions += registry.versions(model).size();
        }
        out().println(
                        problems.isEmpty()
                                ? "verified " + versions + " versions of "
                                        + registry.models().size() + " models: all is well"
                                : problems.size() + " problems in " + versions + " versions");
        out().flush();
        return problems.isEmpty() ? Main.DONE : Main.FAILED;
    }

    @Command(
            name = "rollback",
            description = "Let `latest` point at an earlier version; nothing is deleted, and training goes on.",
            footer = {"", "Example:", "  rdrop models rollback --registry rdrop-out/demo-sea/models --to 3"},
            mixinStandardHelpOptions = true)
    int rollback(
            @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
                    Path directory,
            @Option(names = "--model", defaultValue = "default", description = "Model key (default: ${DEFAULT-VALUE}).")
                    String model,
            @Option(names = "--to", required = true, paramLabel = "V", description = "The version to go back to.")
                    long version)
            throws IOException {
        ModelRegistry registry = open(directory);
        if (!registry.versions(model).contains(version)) {
            throw new ConfigException("no version " + version + " of model " + model + " in " + directory + "; it has "
                    + registry.versions(model));
        }
        registry.rollback(model, version);
        out().println("latest of model " + model + " is now version " + version);
        out().flush();
        return Main.DONE;
    }

    private static String registryModels(ModelRegistry registry) {
        try {
            return registry.models().toString();
        } catch (IOException e) {
            return "models that cannot be listed (" + e.getMessage() + ")";
        }
    }
}
