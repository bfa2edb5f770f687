package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    static List<List<String>> commands() {
        return CommandLineText.commands();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void fitsEightyColumnsAndSaysNothingElse(List<String> command) {
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        CommandLineText help;
        try {
            help = help(command);
        } finally {
            System.setErr(err);
        }

        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty(); // picocli warns of a format that it cannot print
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out().lines()).isNotEmpty().allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examplesCanBePasted(List<String> command) {
        List<String> examples = examples(help(command).out());

        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            List<String> words = new ArrayList<>(List.of(example.split(" +", -1)));
            if (words.remove(0).equals("rdrop")) {
                if (words.contains(RunArguments.RESUME) && command.equals(List.of("train"))) {
                    words.addAll(List.of("--data", "what the run says")); // see ResumptionTest
                }
                CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
                assertThat(parsed.errors()).isEmpty();
            }
        }
    }

    @Test
    void aLongExampleGoesOnBehindABackslashBeforeAnOption() {
        assertThat(HelpLayout.pasteable("  rdrop short --data x")).isEqualTo("  rdrop short --data x");
        assertThat(HelpLayout.pasteable("  rdrop " + "--option value ".repeat(6).strip())
                        .lines())
                .containsExactly(
                        "  rdrop --option value --option value --option value --option value \\",
                        "      --option value --option value");
    }

    private static CommandLineText help(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        return CommandLineText.of(arguments.toArray(String[]::new));
    }

    /** The lines below `Example:`, as a shell reads them. */
    private static List<String> examples(String help) {
        return help.lines()
                .dropWhile(line -> !line.matches("Examples?:|Start here:"))
                .skip(1)
                .collect(Collectors.joining("\n"))
                .replace("\\\n", " ")
                .lines()
                .map(line -> line.replaceFirst(" [#<>].*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
