package io.rdrop.tools.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = "Print the completion script of a shell, made from the options that this version has.",
        footer = {
            "",
            "Examples:",
            "  source <(rdrop completion bash)      # in ~/.bashrc; zsh likewise in ~/.zshrc",
            "  rdrop completion fish > ~/.config/fish/completions/rdrop.fish"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** Shells that there is a script for. */
    private enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root =
                Objects.requireNonNull(spec, "picocli injects the spec").root().commandLine();
        PrintWriter out = root.getOut();
        out.print(
                switch (shell) {
                    case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
                    case FISH -> FishCompletion.script(root);
                });
        out.flush();
        return Main.DONE;
    }
}
