package io.rdrop.tools.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How every {@code --help} looks: one short line of usage, and examples that can be pasted. */
final class HelpLayout {
    private static final int COLUMNS = 80;
    private static final String HEADING = "Usage: ";
    private static final String GOES_ON = " \\";
    private static final String INDENT = "      ";

    private HelpLayout() {}

    static void apply(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
        line.setHelpSectionMap(sections);
        forEach(line, command -> {
            CommandSpec spec = command.getCommandSpec();
            spec.usageMessage().customSynopsis(inTwo(synopsis(spec)));
        });
    }

    /** The usage, whose first line stands behind a heading. */
    private static String[] inTwo(String synopsis) {
        int first = COLUMNS - HEADING.length();
        int end = synopsis.length() <= first ? synopsis.length() : synopsis.lastIndexOf(' ', first);
        return end == synopsis.length()
                ? new String[] {synopsis}
                : new String[] {synopsis.substring(0, end), INDENT + synopsis.substring(end)};
    }

    /** A command and all below it. */
    static void forEach(CommandLine line, Consumer<CommandLine> action) {
        action.accept(line);
        line.getSubcommands().values().forEach(below -> forEach(below, action));
    }

    /** What must be given, the rest as {@code [OPTIONS]}. */
    static String synopsis(CommandSpec spec) {
        StringBuilder text = new StringBuilder(spec.qualifiedName());
        for (ArgGroupSpec group : spec.argGroups()) {
            if (group.multiplicity().min() > 0) {
                text.append(' ').append(group.synopsis());
            }
        }
        for (OptionSpec option : spec.options()) {
            if (option.required() && option.group() == null) {
                text.append(' ').append(option.longestName()).append('=').append(option.paramLabel());
            }
        }
        text.append(" [OPTIONS]");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
            text.append(' ').append(parameter.arity().min() > 0 ? label : "[" + label + "]");
        }
        return text.append(spec.subcommands().isEmpty() ? "" : " COMMAND").toString();
    }

    /** As it stands in the command's annotation: picocli would wrap the examples. */
    private static String footer(Help help) {
        StringBuilder text = new StringBuilder();
        for (String line : help.commandSpec().usageMessage().footer()) {
            text.append(pasteable(line)).append(System.lineSeparator());
        }
        return text.toString();
    }

    /** A command that is too long goes on below, behind a backslash. */
    static String pasteable(String command) {
        if (command.length() <= COLUMNS) {
            return command;
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : command.split(" (?=--)", -1)) {
            if (!line.isEmpty() && line.length() + 1 + part.length() > COLUMNS - GOES_ON.length()) {
                lines.add(line + GOES_ON);
                line.setLength(0);
                line.append(INDENT).append(part);
            } else {
                line.append(line.isEmpty() ? "" : " ").append(part);
            }
        }
        lines.add(line.toString());
        return String.join(System.lineSeparator(), lines);
    }
}
