package io.rdrop.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchDriftTest {
    @Test
    void aFileIsShownAsItIsAndWithItsLabelsSwapped(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 60; i++) {
            text.append(i % 7)
                    .append(',')
                    .append(i % 3)
                    .append(',')
                    .append(i % 2 == 0 ? "up" : "down")
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), text);

        String printed = run("--data", file.toString(), "--seeds", "1");

        assertThat(printed).contains("rows.csv: 60 examples, no known change; 1 seeds");
        assertThat(printed).contains("rows.csv, labels swapped: 60 examples, change at 33; 1 seeds");
        assertThat(printed.lines().filter(line -> line.startsWith("  adwin "))).hasSize(8);
        assertThat(printed.lines().filter(line -> line.startsWith("  ddm "))).hasSize(2);
        assertThat(printed.lines().filter(line -> line.contains(" actions"))).hasSize(8);
    }

    @Test
    void generatedStreamsChangeWhereTheySay() {
        DriftingStream swap = DriftingStream.generated(DriftingStream.Kind.SWAP, 1_000);
        DriftingStream still = DriftingStream.generated(DriftingStream.Kind.STATIONARY, 1_000);
        List<Double> swapped = labels(swap);
        List<Double> labels = labels(still);

        assertThat(swap.change()).isEqualTo(550);
        assertThat(swapped.subList(0, 550)).isEqualTo(labels.subList(0, 550));
        assertThat(swapped.subList(550, 1_000))
                .isEqualTo(labels.subList(550, 1_000).stream()
                        .map(label -> 1 - label)
                        .toList());
        assertThat(still.change()).isEqualTo(1_000);
    }

    private static List<Double> labels(DriftingStream stream) {
        return stream.examples().apply(3).stream()
                .map(example -> example.target())
                .toList();
    }

    private static String run(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new CommandLine(new BenchDriftCommand()).execute(arguments);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
