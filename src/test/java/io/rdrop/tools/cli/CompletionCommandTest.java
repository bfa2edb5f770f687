package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void bashCompletesCommandsAndOptions(String shell) throws Exception {
        Path script = Files.writeString(
                folder.resolve("rdrop.sh"),
                CommandLineText.of("completion", shell).out());
        // What bash itself offers after `rdrop bench variants --se`.
        Path asked = Files.writeString(folder.resolve("ask.sh"), """
            source %s
            COMP_WORDS=(rdrop bench variants --se); COMP_CWORD=3; COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
            "$(complete -p rdrop | sed 's/.*-F \\([^ ]*\\).*/\\1/')" rdrop --se variants
            echo "offers ${COMPREPLY[*]}"
            """.formatted(script));

        Process bash = new ProcessBuilder(List.of("bash", asked.toString()))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--seeds");
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void fishKnowsEveryCommandAndOption() {
        String script = CommandLineText.of("completion", "fish").out();

        assertThat(script)
                .contains("complete -c rdrop -n 'not __fish_seen_subcommand_from demo train ")
                .contains(" -a train -d 'Learn from a data file")
                .contains("complete -c rdrop -n '__fish_seen_subcommand_from train' -l data -r -F -d 'The data file'")
                .contains(
                        "-n '__fish_seen_subcommand_from bench; and __fish_seen_subcommand_from variants' -l seeds -x ")
                .contains("-n '__fish_seen_subcommand_from demo' -l keep-running -d ")
                .contains(
                        " -l task -x -a 'classification regression text-classification image-classification language-model sequence-tagging translation summarization' ")
                .contains("-n '__fish_seen_subcommand_from demo' -l generator -x -a 'sea hyperplane ")
                .doesNotContain("measure-slots"); // hidden
        assertThat(script.lines())
                .allMatch(line ->
                        line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2 == 0);
    }

    @Test
    void noOtherShell() {
        CommandLineText text = CommandLineText.of("completion", "tcsh");

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("tcsh").contains("Usage: rdrop completion [OPTIONS] SHELL");
    }
}
