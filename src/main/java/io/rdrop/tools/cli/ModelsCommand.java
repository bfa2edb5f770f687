package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.OffsetRange;
import io.rdrop.registry.Problem;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotReader;
import io.rdrop.tools.report.ScoreText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks into a model registry, and moves {@code latest}. */
@Command(
        name = "models",
        description = "Look into a model registry, and choose which version is the latest.",
        footer = {
            "",
            "Examples:",
            "  rdrop models list --registry rdrop-out/demo-sea/models",
            "  rdrop models show --registry rdrop-out/demo-sea/models --version 3",
            "  rdrop models verify --registry rdrop-out/demo-sea/models",
            "  rdrop models rollback --registry rdrop-out/demo-sea/models --to 3",
            "  rdrop models unpin --registry rdrop-out/demo-sea/models"
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

    @Command(
            name = "list",
            description = {
                "List every version of every model: `*` marks the latest, `P` the latest if it is pinned,",
                "`-` what is held back from it."
            },
            footer = {"", "Example:", "  rdrop models list --registry rdrop-out/demo-sea/models"},
            mixinStandardHelpOptions = true)
    int list(
            @Mixin RegistryOptions in,
            @Option(names = "--json", description = "Print JSON, with all scores.") boolean json)
            throws IOException {
        ModelListing listing = ModelListing.of(in.open());
        if (json) {
            out().println(listing.json());
        } else if (listing.models().isEmpty()) {
            out().println("no model has been committed to " + in.directory + " yet");
        } else {
            listing.print(out());
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
            @Mixin HelpOption help,
            @Mixin ModelOptions of,
            @Option(names = "--version", paramLabel = "V", description = "Version (default: the latest).") @Nullable
                    Long version)
            throws IOException {
        long chosen = version != null ? version : latest(of);
        SnapshotManifest manifest = of.openWith(chosen).manifest(of.model, chosen);
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
        if (manifest.heldBack() != null) {
            out().println("held back     " + manifest.heldBack());
        }
        manifest.files().forEach((name, file) -> out().printf(
                        "file          %-14s %10d bytes  sha256 %s%n", name, file.bytes(), file.sha256()));
        out().flush();
        return Main.DONE;
    }

    @Command(
            name = "verify",
            description = {
                "Check every file of every version against its manifest, its state against the manifest's hash, and its predictions",
                "and those of its model.onnx against its probe; exit code 1 if anything is wrong."
            },
            footer = {"", "Example:", "  rdrop models verify --registry rdrop-out/demo-sea/models"},
            mixinStandardHelpOptions = true)
    int verify(@Mixin RegistryOptions in) throws IOException {
        ModelRegistry registry = in.open();
        int[] graphs = {0};
        List<Problem> problems = registry.verify(new SnapshotReader(registry).counting(version -> graphs[0]++));
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
        out().println("computed model.onnx of " + graphs[0]
                + "; other versions have none, or a probe that does not say its rows");
        out().flush();
        return problems.isEmpty() ? Main.DONE : Main.FAILED;
    }

    @Command(
            name = "rollback",
            description = {
                "Let `latest` point at an earlier version, and stay there until `models unpin`; nothing is deleted, and training",
                "goes on."
            },
            footer = {"", "Example:", "  rdrop models rollback --registry rdrop-out/demo-sea/models --to 3"},
            mixinStandardHelpOptions = true)
    int rollback(
            @Mixin ModelOptions of,
            @Option(names = "--to", required = true, paramLabel = "V", description = "The version to go back to.")
                    long version,
            @Option(
                            names = "--no-pin",
                            description =
                                    "Let `latest` move on with the next version, which a running job commits soon.")
                    boolean noPin)
            throws IOException {
        ModelRegistry registry = of.openWith(version);
        if (noPin) {
            registry.rollback(of.model, version);
            out().println("latest of model " + of.model + " is now version " + version
                    + ", until the next version comes");
            out().flush();
            return Main.DONE;
        }
        return pinned(registry, of.model, version);
    }

    @Command(
            name = "pin",
            description = "Let `latest` point at a version, and stay there until `models unpin`; training goes on.",
            footer = {"", "Example:", "  rdrop models pin --registry rdrop-out/demo-sea/models --version 3"})
    int pin(
            @Mixin HelpOption help,
            @Mixin ModelOptions of,
            @Option(names = "--version", required = true, paramLabel = "V", description = "The version to stay at.")
                    long version)
            throws IOException {
        return pinned(of.openWith(version), of.model, version);
    }

    private int pinned(ModelRegistry registry, String model, long version) throws IOException {
        registry.pin(model, version);
        out().println("latest of model " + model + " is now version " + version
                + ", and stays there until `rdrop models unpin`");
        String heldBack = registry.manifest(model, version).heldBack();
        if (heldBack != null) {
            out().println("that version was held back: " + heldBack);
        }
        out().flush();
        return Main.DONE;
    }

    @Command(
            name = "unpin",
            description = {
                "Let `latest` move on again: to the newest version that is not held back, and from there with every new one."
            },
            footer = {"", "Example:", "  rdrop models unpin --registry rdrop-out/demo-sea/models"},
            mixinStandardHelpOptions = true)
    int unpin(@Mixin ModelOptions of) throws IOException {
        ModelRegistry registry = of.open();
        if (registry.pinned(of.model).isEmpty()) {
            throw new ConfigException("model " + of.model + " in " + of.directory() + " is not pinned");
        }
        out().println("latest of model " + of.model + " is now version "
                + registry.unpin(of.model).orElseThrow() + ", and moves on with every new version");
        out().flush();
        return Main.DONE;
    }

    private static long latest(ModelOptions of) throws IOException {
        ModelRegistry registry = of.open();
        Optional<Long> latest = registry.latest(of.model);
        if (latest.isEmpty()) {
            throw new ConfigException(
                    "no model " + of.model + " in " + of.directory() + "; it has " + registry.models());
        }
        return latest.get();
    }
}
