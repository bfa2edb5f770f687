package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.example.TaskTerms;
import io.rdrop.tools.live.LivePage;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.report.ReportBuilder;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OutputOptionsTest {
    private final LiveRun run = new LiveRun(new ReportBuilder(TaskTerms.CLASSES), 0, System::nanoTime);

    @Test
    void thePageIsThereUnlessItIsNotWanted() throws IOException {
        assertThat(options("--no-live").openLivePage(run)).isNull();
        assertThat(options("--no-live", "--live-port", "1").openLivePage(run)).isNull();
        try (LivePage page = options().openLivePage(run)) {
            assertThat(page).isNotNull();
        }
    }

    @Test
    void aPortThatWasAskedForIsThatPortOrAnError() throws IOException {
        try (LivePage first = Objects.requireNonNull(options("--live-port", "0").openLivePage(run))) {
            String taken = Integer.toString(first.uri().getPort());
            assertThatThrownBy(() -> options("--live-port", taken).openLivePage(run))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("--live-port " + taken + " cannot be had on 127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void noSuchPort(String port) {
        assertThatThrownBy(() -> options("--live-port", port).openLivePage(run))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--live-port must be from 0 to 65535 but was " + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registry.directory=/x", "checkpoint.directory=file:/x", "topics.partitions=3"})
    void aRunHasItsPlaces(String override) {
        assertThatThrownBy(() -> options("--set", override).overrides())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--set " + override.split("=", 2)[0] + " is not for a run: its ");
        assertThat(options("--set", "checkpoint.directory=none", "--set", "seed=2")
                        .overrides())
                .containsExactly("checkpoint.directory=none", "seed=2");
    }

    private static OutputOptions options(String... arguments) {
        return CommandLine.populateCommand(new OutputOptions(), arguments);
    }
}
