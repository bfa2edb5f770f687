package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.tools.cli.ControlOptions.Asked;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes a job's models while it runs. */
@Command(
        name = "control",
        description = {
            "Change models while their job runs: through the job's topics.control, between two of their records, so that",
            "`rdrop audit --replay` does the same at the same place."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop control set --bootstrap localhost:9092 --model de r-drop.alpha=2",
            "  rdrop control pause --bootstrap localhost:9092 --model '*'"
        },
        mixinStandardHelpOptions = true)
final class ControlCommand {
    @Spec
    private @Nullable CommandSpec spec;

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli injects the spec");
        }
        return spec.commandLine().getOut();
    }

    @Command(
            name = "set",
            description =
                    "Change settings; they stay through restarts, whatever the configuration says, until `unset`.",
            footer = {
                "",
                "Example:",
                "  rdrop control set --bootstrap localhost:9092 --model de r-drop.alpha=2 model.updater.learning-rate=0.003"
            },
            mixinStandardHelpOptions = true)
    int set(
            @Mixin ControlOptions to,
            @Parameters(arity = "1..*", paramLabel = "KEY=VALUE", description = "Settings, values in YAML.")
                    List<String> settings)
            throws IOException, InterruptedException {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new ConfigException("a setting must be KEY=VALUE but was " + setting);
            }
            asked.put(setting.substring(0, equals).strip(), setting.substring(equals + 1));
        }
        return to.send(new Asked("set", asked, List.of(), 0, false), out());
    }

    @Command(
            name = "unset",
            description = "Let settings be as the job's configuration says again.",
            footer = {
                "",
                "Example:",
                "  rdrop control unset --bootstrap localhost:9092 --model de r-drop.alpha",
            },
            mixinStandardHelpOptions = true)
    int unset(
            @Mixin ControlOptions to,
            @Parameters(arity = "1..*", paramLabel = "KEY", description = "Settings.") List<String> keys)
            throws IOException, InterruptedException {
        return to.send(new Asked("set", Map.of(), keys, 0, false), out());
    }

    @Command(
            name = "pause",
            description = {
                "Learn nothing until `resume`: weights are frozen. Records wait, in the job's state and within",
                "input.max-state-bytes, or are predicted and scored, and never learned."
            },
            footer = {"", "Example:", "  rdrop control pause --bootstrap localhost:9092 --model de --predict"},
            mixinStandardHelpOptions = true)
    int pause(
            @Mixin ControlOptions to,
            @Option(names = "--predict", description = "Predict and score records instead of letting them wait.")
                    boolean predict)
            throws IOException, InterruptedException {
        return to.send(new Asked("pause", Map.of(), List.of(), 0, predict), out());
    }

    @Command(
            name = "resume",
            description = "Learn again; what has waited is learned first, in its order.",
            footer = {"", "Example:", "  rdrop control resume --bootstrap localhost:9092 --model de"},
            mixinStandardHelpOptions = true)
    int resume(@Mixin ControlOptions to) throws IOException, InterruptedException {
        return to.send(Asked.of("resume"), out());
    }

    @Command(
            name = "snapshot",
            description = "Take a version now, whatever registry.interval says.",
            footer = {"", "Example:", "  rdrop control snapshot --bootstrap localhost:9092 --model de"},
            mixinStandardHelpOptions = true)
    int snapshot(@Mixin ControlOptions to) throws IOException, InterruptedException {
        return to.send(Asked.of("snapshot"), out());
    }

    @Command(
            name = "pin",
            description = "Let `latest` point at a version and stay there, as `rdrop models pin` does.",
            footer = {"", "Example:", "  rdrop control pin --bootstrap localhost:9092 --model de --version 3"})
    int pin(
            @Mixin HelpOption help,
            @Mixin ControlOptions to,
            @Option(names = "--version", required = true, paramLabel = "V", description = "The version to stay at.")
                    long version)
            throws IOException, InterruptedException {
        return to.send(new Asked("pin", Map.of(), List.of(), version, false), out());
    }

    @Command(
            name = "rollback",
            description = {
                "Let `latest` point at an earlier version and stay there, and training go on from that version, if it",
                "was made with registry.keep-state."
            },
            footer = {"", "Example:", "  rdrop control rollback --bootstrap localhost:9092 --model de --to 3"},
            mixinStandardHelpOptions = true)
    int rollback(
            @Mixin ControlOptions to,
            @Option(names = "--to", required = true, paramLabel = "V", description = "The version to go back to.")
                    long version)
            throws IOException, InterruptedException {
        return to.send(new Asked("rollback", Map.of(), List.of(), version, false), out());
    }

    @Command(
            name = "reset",
            description = {
                "Forget what was learned, and begin anew; counts, scores and versions go on, and what is served stays",
                "until a version is better than chance (registry.guard)."
            },
            footer = {"", "Example:", "  rdrop control reset --bootstrap localhost:9092 --model de"},
            mixinStandardHelpOptions = true)
    int reset(@Mixin ControlOptions to) throws IOException, InterruptedException {
        return to.send(Asked.of("reset"), out());
    }

    @Command(
            name = "promote",
            description = {
                "Let a model's challenger take its place: without --version only if it is found to be better, with one",
                "in any case, as long as it is of the comparison in progress."
            },
            footer = {"", "Example:", "  rdrop control promote --bootstrap localhost:9092 --model de"})
    int promote(
            @Mixin HelpOption help,
            @Mixin ControlOptions to,
            @Option(
                            names = "--version",
                            paramLabel = "V",
                            defaultValue = "0",
                            description = "A version of MODEL/challenger that you know of.")
                    long version)
            throws IOException, InterruptedException {
        return to.send(new Asked("promote", Map.of(), List.of(), version, false), out());
    }

    @Command(
            name = "unpin",
            description = "Let `latest` move on again with every version.",
            footer = {"", "Example:", "  rdrop control unpin --bootstrap localhost:9092 --model de"},
            mixinStandardHelpOptions = true)
    int unpin(@Mixin ControlOptions to) throws IOException, InterruptedException {
        return to.send(Asked.of("unpin"), out());
    }
}
