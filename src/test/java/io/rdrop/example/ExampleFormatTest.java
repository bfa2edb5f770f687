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
    @Test
    void readsBackWhatItWrote() throws IOException {
        Example example = new Example(
                new SourcePosition("examples", 3, 1L << 40, -1),
                "id",
                "Köln",
                42,
                new double[] {1.5, Double.NaN, -0.0},
                new @Nullable String[] {"red", null, "", "x".repeat(70_000), "lone \ud800 surrogate"},
                6);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ExampleFormat.write(example, new DataOutputStream(bytes));

        Example read = ExampleFormat.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read).usingRecursiveComparison().ignoringFields("numbers").isEqualTo(example);
        assertThat(Arrays.equals(read.numbers(), example.numbers())).isTrue(); // to the bit: NaN, and -0.0 is not 0.0
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
