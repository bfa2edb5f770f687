package io.rdrop.learn.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StateArraysTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    @Test
    void readsWhatItWrote() throws IOException {
        float[] floats = {1, Float.NaN, Float.NEGATIVE_INFINITY, -0.0f, Float.MIN_VALUE};
        StateArrays.write(floats, 5, out);
        StateArrays.write(new int[] {3, -1, 9}, 2, out);
        StateArrays.write(new double[] {Math.PI}, out);
        float[] floatsRead = new float[6];
        int[] intsRead = new int[2];
        double[] doublesRead = new double[1];
        DataInputStream in = in();

        assertThat(StateArrays.read(in, floatsRead)).isEqualTo(5);
        assertThat(StateArrays.read(in, intsRead)).isEqualTo(2);
        assertThat(StateArrays.read(in, doublesRead)).isEqualTo(1);
        assertThat(floatsRead).startsWith(floats);
        assertThat(intsRead).containsExactly(3, -1);
        assertThat(doublesRead).containsExactly(Math.PI);
        assertThat(in.available()).isZero();
    }

    @Test
    void refusesMoreThanFits() throws IOException {
        StateArrays.write(new float[3], 3, out);
        assertThatThrownBy(() -> StateArrays.read(in(), new float[2]))
                .isInstanceOf(IOException.class)
                .hasMessage("state is damaged: an array of 3 values where at most 2 fit");
    }

    private DataInputStream in() {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }
}
