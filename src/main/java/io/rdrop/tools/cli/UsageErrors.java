package io.rdrop.tools.cli;

import io.rdrop.config.Nearest;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in three lines, so that it is what a person sees above the prompt. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        // An option with a typo is missing, too, if it is a required one: the typo is what helps.
        ParameterException told =
                exception instanceof MissingParameterException ? typo(arguments).orElse(exception) : exception;
        CommandSpec spec = told.getCommandLine().getCommandSpec();
        PrintWriter err = exception.getCommandLine().getErr();
        err.println("rdrop: " + message(told, spec));
        err.println("Usage: " + HelpLayout.synopsis(spec));
        err.println(spec.qualifiedName() + " --help shows all.");
        err.flush();
        return Main.WRONG_USAGE;
    }

    private static Optional<ParameterException> typo(String[] arguments) {
        CommandLine again = Main.commandLine();
        HelpLayout.forEach(again, command -> command.getCommandSpec().parser().collectErrors(true));
        return Stream.iterate(Optional.of(again.parseArgs(arguments)), Optional::isPresent, parsed -> parsed.filter(
                                ParseResult::hasSubcommand)
                        .map(ParseResult::subcommand))
                .flatMap(parsed -> parsed.orElseThrow().errors().stream())
                .filter(UnmatchedArgumentException.class::isInstance)
                .map(ParameterException.class::cast)
                .findFirst();
    }

    private static String message(ParameterException exception, CommandSpec spec) {
        if (!(exception instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(exception.getMessage());
        }
        String argument = unmatched.getUnmatched().get(0);
        if (argument.startsWith("-")) {
            String name = argument.replaceFirst("=.*", "");
            List<String> options = spec.options().stream()
                    .filter(option -> !option.hidden())
                    .map(OptionSpec::longestName)
                    .toList();
            return "no such option: " + name + "; did you mean " + Nearest.of(name, options) + "?";
        }
        List<String> commands = List.copyOf(spec.subcommands().keySet());
        return commands.isEmpty()
                ? "unexpected argument: " + argument
                : "no such command: " + argument + "; did you mean " + Nearest.of(argument, commands) + "?";
    }
}
