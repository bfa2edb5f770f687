package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageErrorsTest {
    @Test
    void whatIsWrongStandsAboveOneLineOfUsage() {
        CommandLineText text = CommandLineText.of("schema");

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.out()).isEmpty();
        assertThat(text.err().lines())
                .isEqualTo(List.of(
                        "rdrop: Missing required option: '--config=FILE'",
                        "Usage: rdrop schema --config=FILE [OPTIONS]",
                        "rdrop schema --help shows all."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema --confg job.yaml       | no such option: --confg; did you mean --config",
                "train --dta=x --label y       | no such option: --dta; did you mean --data?",
                "audit --botstrap b            | no such option: --botstrap; did you mean --bootstrap",
                "bench variants --lable class  | no such option: --lable; did you mean --label",
                "demo --generatr sea           | no such option: --generatr; did you mean --generator",
                "trian --data x                | no such command: trian; did you mean train",
                "models lst                    | no such command: lst; did you mean list",
                "demo sea                      | unexpected argument: sea",
            })
    void aTypoIsNamedBeforeAMissingOption(String arguments, String message) {
        CommandLineText text = CommandLineText.of(arguments.strip().split(" ", -1));

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).startsWith("rdrop: " + message).doesNotContain("Missing");
        assertThat(text.err().lines()).hasSize(3);
    }

    @Test
    void aCommandThatNeedsAnotherOneSaysSo() {
        CommandLineText text = CommandLineText.of("models");

        assertThat(text.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(text.err()).contains("Usage: rdrop models [OPTIONS] COMMAND");
    }

    @Test
    void theUsageNamesAChoiceThatMustBeMade() {
        assertThat(CommandLineText.of("feed").err())
                .contains(
                        "Usage: rdrop feed (--data=FILE | --generator=NAME) --bootstrap=HOST:PORT --topic=T [OPTIONS]");
    }
}
