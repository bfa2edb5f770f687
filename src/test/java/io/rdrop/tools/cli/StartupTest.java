package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupTest {
    @Test
    void saysWhatIsWaitedForAndMoves() {
        long[] nowMs = {0};
        Screen screen = Screen.ofColumns(80);
        try (Startup startup = new Startup(screen.terminal, () -> nowMs[0])) {
            startup.now("Starting Kafka and Flink");
            assertThat(screen.rows()).containsExactly("| Starting Kafka and Flink  0 s");
            nowMs[0] = 3_500;
            startup.tick();
            assertThat(screen.rows()).containsExactly("/ Starting Kafka and Flink  3 s");
            startup.now("Creating topics");
            assertThat(screen.rows()).containsExactly("- Creating topics  3 s");
        }
        assertThat(screen.rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40})
    void fitsANarrowTerminal(int columns) {
        Screen screen = Screen.ofColumns(columns);
        try (Startup startup = new Startup(screen.terminal, () -> 0)) {
            startup.now("Waiting for the first step of a model with a very long name");
            assertThat(screen.rows()).hasSize(1).allMatch(row -> row.length() == columns - 1);
        }
    }

    @Test
    void aFileGetsALineForEachThing() {
        Screen screen = Screen.file();
        try (Startup startup = Startup.of(screen.terminal, "Starting Kafka and Flink")) {
            startup.now("Creating topics");
        }
        assertThat(screen.bytes())
                .isEqualTo("Starting Kafka and Flink ...\nCreating topics ...\n".replace("\n", System.lineSeparator()));
    }
}
