package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExampleFormatTest {
    private static Example read(Example example) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExampleFormat.write(example, new DataOutputStream(bytes));
        return ExampleFormat.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static Example example(Features features, double target, double... history) {
        return new Example(
                new SourcePosition("examples", 3, 1L << 40, -1), "id", "Köln", 42, features, target, history);
    }

    @Test
    void readsBackARow() throws IOException {
        TableFeatures row = new TableFeatures(
                new double[] {1.5, Double.NaN, -0.0},
                new @Nullable String[] {"red", null, "", "x".repeat(70_000), "lone \ud800 surrogate"});
        Example example = example(row, 6, 1, Double.NaN, 0);

        Example read = read(example);

        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("features", "history")
                .isEqualTo(example);
        assertThat(Arrays.equals(read.history(), example.history())).isTrue();
        TableFeatures readRow = (TableFeatures) read.features();
        assertThat(readRow.categories()).isEqualTo(row.categories());
        assertThat(Arrays.equals(readRow.numbers(), row.numbers())).isTrue(); // to the bit: NaN, and -0.0 is not 0.0
    }

    @Test
    void aWeightIsKeptAndOneOfOneLeavesNoTrace() throws IOException {
        Example plain = example(new TextFeatures("so"), 1, 0, 2);
        assertThat(read(plain.weighing(2.5)).weight()).isEqualTo(2.5);
        assertThat(read(plain.weighing(0)))
                .usingRecursiveComparison()
                .ignoringFields("history")
                .isEqualTo(plain.weighing(0));
        assertThat(read(plain).weight()).isEqualTo(1);
        Example timedOut = read(plain.withTimeoutOdds(0.75).weighing(2.5));
        assertThat(timedOut.timeoutOdds()).isEqualTo(0.75);
        assertThat(timedOut.weight()).isEqualTo(2.5);
        assertThat(timedOut.features()).isEqualTo(plain.features());
        assertThat(read(plain).timeoutOdds()).isZero();

        ByteArrayOutputStream without = new ByteArrayOutputStream();
        ByteArrayOutputStream with = new ByteArrayOutputStream();
        ExampleFormat.write(plain, new DataOutputStream(without));
        ExampleFormat.write(plain.weighing(2.5), new DataOutputStream(with));
        assertThat(with.size()).isEqualTo(without.size() + Double.BYTES);
    }

    @Test
    void readsBackATextWithoutLabel() throws IOException {
        Example read = read(example(new TextFeatures("déjà \ud83d\ude00".repeat(30_000)), Double.NaN));

        assertThat(read.features()).isEqualTo(new TextFeatures("déjà \ud83d\ude00".repeat(30_000)));
        assertThat(read.isLabelled()).isFalse();
    }

    @Test
    void readsBackAnImage() throws IOException {
        Example read = read(example(new ImageFeatures(new byte[] {0, -1, 127}), -3.25));

        assertThat(((ImageFeatures) read.features()).pixels()).containsExactly(0, -1, 127);
        assertThat(read.target()).isEqualTo(-3.25);
    }

    @Test
    void refusesAnImpossibleLength() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeInt(Integer.MAX_VALUE);

        assertThatThrownBy(() ->
                        ExampleFormat.readBytes(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("but was " + Integer.MAX_VALUE);
    }

    @Test
    void refusesANullWhereATextMustBe() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExampleFormat.writeText(null, new DataOutputStream(bytes));

        assertThatThrownBy(() ->
                        ExampleFormat.readRequired(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isInstanceOf(IOException.class);
    }
}
