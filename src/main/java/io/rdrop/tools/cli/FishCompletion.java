package io.rdrop.tools.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish, which picocli has none for. */
final class FishCompletion {
    private final String name;
    private final StringBuilder script = new StringBuilder();

    private FishCompletion(String name) {
        this.name = name;
        line("-f");
    }

    static String script(CommandLine root) {
        FishCompletion completion = new FishCompletion(root.getCommandName());
        completion.command(root, List.of());
        return completion.script.toString();
    }

    /** @param path the commands that lead to this one */
    private void command(CommandLine command, List<String> path) {
        Map<String, CommandLine> below = command.getSubcommands();
        List<String> seen = new ArrayList<>();
        path.forEach(each -> seen.add("__fish_seen_subcommand_from " + each));
        if (!below.isEmpty()) {
            seen.add("not __fish_seen_subcommand_from " + String.join(" ", below.keySet()));
        }
        String condition = "-n " + quoted(String.join("; and ", seen));
        below.forEach((key, each) -> line(
                condition,
                "-a",
                key,
                "-d",
                description(each.getCommandSpec().usageMessage().description())));
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                line(condition, option(option));
            }
        }
        below.forEach((key, each) ->
                command(each, Stream.concat(path.stream(), Stream.of(key)).toList()));
    }

    private static String option(OptionSpec option) {
        List<String> parts = new ArrayList<>();
        for (String each : option.names()) {
            parts.add(each.startsWith("--") ? "-l " + each.substring(2) : "-s " + each.substring(1));
        }
        boolean file = option.type() == Path.class || option.type() == File.class;
        if (option.arity().max() > 0) {
            parts.add(file ? "-r -F" : "-x");
        }
        if (option.completionCandidates() != null) {
            parts.add("-a " + quoted(String.join(" ", option.completionCandidates())));
        }
        parts.add("-d " + description(option.description()));
        return String.join(" ", parts);
    }

    private void line(String... parts) {
        script.append("complete -c ")
                .append(name)
                .append(' ')
                .append(String.join(" ", parts))
                .append('\n');
    }

    /** The first sentence. */
    private static String description(String[] lines) {
        String text = String.join(" ", lines).replace("%%", "%");
        int end = text.indexOf(". ");
        return quoted(end < 0 ? text.replaceFirst("\\.$", "") : text.substring(0, end));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
