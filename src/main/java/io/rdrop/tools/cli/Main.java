package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.LookedUp;
import io.rdrop.tools.bench.BenchCommand;
import io.rdrop.tools.console.LogFile;
import io.rdrop.tools.console.ScrubbedLog;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code rdrop}: exit codes 0 done, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "rdrop",
        description = "A model that keeps learning from a stream with R-Drop and never stops being refereed.",
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            PredictCommand.class,
            ServeCommand.class,
            FeedCommand.class,
            ExperimentCommand.class,
            BenchCommand.class,
            ModelsCommand.class,
            ControlCommand.class,
            AuditCommand.class,
            ReportCommand.class,
            ChaosCommand.class,
            SchemaCommand.class,
            JobCommand.class,
            ScoreCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Start here:", "  rdrop demo", "  rdrop train --data file.csv.gz --label price"},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        ScrubbedLog.install();
        System.exit(run(args));
    }

    /** Runs a command and returns its exit code. */
    static int run(String... args) {
        return run(commandLine(), args);
    }

    static int run(CommandLine line, String... args) {
        if (args.length == 0) {
            line.usage(line.getOut());
            return WRONG_USAGE;
        }
        try {
            return line.execute(Resumption.completed(args));
        } catch (ConfigException e) {
            line.getErr().println("rdrop: " + e.getMessage());
            return WRONG_USAGE;
        }
    }

    /** All commands, as they parse, fail and explain themselves. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        HelpLayout.apply(line);
        line.setParameterExceptionHandler(new UsageErrors());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExitCodeExceptionMapper(exception -> isWrongUsage(exception) ? WRONG_USAGE : FAILED);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            LoggerFactory.getLogger(Main.class).error("{} failed", command.getCommandName(), exception);
            command.getErr().println("rdrop: " + reason(exception));
            if (!(exception instanceof ConfigException)) {
                command.getErr().println("rdrop: details in " + LogFile.path());
            }
            return line.getExitCodeExceptionMapper().getExitCode(exception);
        });
        return line;
    }

    private static boolean isWrongUsage(Throwable exception) {
        return exception instanceof ConfigException || exception instanceof CommandLine.ParameterException;
    }

    /**
     * The innermost message, since Flink wraps what happened in several layers, without what must not leave the
     * process.
     */
    static String reason(Throwable exception) {
        Throwable innermost = exception;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return LookedUp.hidden(message == null ? innermost.toString() : message);
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"rdrop " + (version == null ? "development" : version)};
        }
    }
}
