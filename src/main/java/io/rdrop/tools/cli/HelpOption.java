package io.rdrop.tools.cli;

import picocli.CommandLine.Option;

/** Of commands whose {@code --version} is that of a model. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
