package io.rdrop.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
    private static final List<String> STEP = List.of(
            "accuracy 0.883 (no-change 0.559, majority 0.680) | CE 0.425 KL 0.0130",
            "accuracy 0.883 (no-change 0.559, majority 0.680)",
            "accuracy 0.883");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "40  | \"6,000 of 45,312 | 1,000/s | 0:40 left\"",
                "52  | \"[=         ] 6,000 of 45,312 | 1,000/s | 0:40 left\"",
                "80  | \"[==                  ] 6,000 of 45,312 | 1,000/s | 0:40 left | accuracy 0.883\"",
                "200 | \"[==                  ] 6,000 of 45,312 | 1,000/s | 0:40 left | accuracy 0.883 (no-change"
                        + " 0.559, majority 0.680) | CE 0.425 KL 0.0130\""
            })
    void fitsTheTerminalAndLeavesNoStaleRow(int columns, String shown) {
        Screen screen = Screen.ofColumns(columns);
        ProgressLine line = new ProgressLine(screen.terminal, 45_312);
        for (int second = 0; second <= 6; second++) {
            line.show(1_000L * second, 1_000L * second, 0, STEP);
        }

        assertThat(screen.rows()).containsExactly(shown);

        line.end(10_000, 45_312, 0, STEP);
        assertThat(screen.rows()).hasSize(1);
        assertThat(screen.rows().get(0)).contains("45,312 of 45,312 | 4,531/s").doesNotContain("left");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 40, 80, 81, 120, 200})
    void neverReachesTheLastColumn(int columns) {
        Screen screen = Screen.ofColumns(columns);
        ProgressLine line = new ProgressLine(screen.terminal, 9_000_000_000L);
        for (int second = 0; second < 100; second++) {
            line.show(1_000L * second, 7_777_777L * second, second, STEP);
        }

        assertThat(screen.rows()).allMatch(row -> row.length() < Math.max(2, columns));
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        Screen screen = Screen.ofColumns(80);
        ProgressLine line = new ProgressLine(screen.terminal, 0);
        line.show(0, 0, 0, List.of());
        line.show(10_000, 100_000, 0, List.of());
        for (int second = 11; second <= 20; second++) {
            line.show(1_000L * second, 100_000 + 50L * (second - 10), 0, List.of());
        }

        assertThat(screen.rows()).containsExactly("100,500 | 50/s");
    }

    @Test
    void aLongWaitIsToldInHours() {
        Screen screen = Screen.ofColumns(80);
        ProgressLine line = new ProgressLine(screen.terminal, 1_000_000);
        line.show(0, 0, 0, List.of());
        line.show(1_000, 100, 2, List.of());

        assertThat(screen.rows().get(0)).endsWith("102 of 1,000,000 | 102/s | 2:43:23 left | rejected 2");
    }

    @Test
    void aFileGetsWholeLinesNowAndThenWithoutControlCharacters() {
        Screen screen = Screen.file();
        ProgressLine line = new ProgressLine(screen.terminal, 45_312);
        for (int ms = 0; ms <= 10_000; ms += 100) {
            line.show(ms, ms, 0, STEP);
        }

        assertThat(screen.bytes().chars()).allMatch(c -> c == '\n' || c >= ' ');
        assertThat(screen.bytes().lines()).hasSize(3).allMatch(row -> row.endsWith(STEP.get(0)));
    }

    @Test
    void resultsStandAboveTheLine() {
        Screen screen = Screen.ofColumns(80);
        ProgressLine line = new ProgressLine(screen.terminal, 0);
        line.show(0, 5, 0, List.of());
        screen.terminal.say("Metrics       http://127.0.0.1:9400/metrics");

        assertThat(screen.rows()).containsExactly("Metrics       http://127.0.0.1:9400/metrics", "5");
    }
}
