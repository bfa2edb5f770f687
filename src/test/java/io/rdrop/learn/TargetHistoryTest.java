package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.example.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetHistoryTest {
    private static final double NONE = Double.NaN;

    @Test
    void givesTheLabelsBeforeAnExampleTheLatestFirst() {
        assertThat(histories(new TargetHistory(2), 5, 6, 7, 8))
                .containsExactly(List.of(NONE, NONE), List.of(5.0, NONE), List.of(6.0, 5.0), List.of(7.0, 6.0));
    }

    @Test
    void neverGivesAnExampleItsOwnLabel() {
        // Distinct targets: an own label, or one from a later place, could not be told from an earlier one otherwise.
        double[] targets = {11, 12, 13, 14, 15, 16, 17};
        TargetHistory history = new TargetHistory(3);
        List<List<Double>> given = histories(history, targets);
        for (int i = 0; i < targets.length; i++) {
            double own = targets[i];
            assertThat(given.get(i)).allMatch(label -> Double.isNaN(label) || label < own);
        }
    }

    @Test
    void goesOnAcrossMicroBatches() {
        double[] targets = {1, 2, 3, 4, 5, 6};
        List<List<Double>> whole = histories(new TargetHistory(2), targets);
        TargetHistory history = new TargetHistory(2);
        List<List<Double>> pieces = new ArrayList<>(histories(history, 1));
        pieces.addAll(histories(history, 2, 3, 4));
        pieces.addAll(histories(history, 5, 6));
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void anExampleWithoutLabelGetsAHistoryAndLeavesNone() {
        assertThat(histories(new TargetHistory(2), 5, NONE, 6, NONE, 7))
                .containsExactly(
                        List.of(NONE, NONE),
                        List.of(5.0, NONE),
                        List.of(5.0, NONE),
                        List.of(6.0, 5.0),
                        List.of(6.0, 5.0));
    }

    @Test
    void whatWasGivenDoesNotChangeLater() {
        TargetHistory history = new TargetHistory(1);
        history.pass(Streams.of(5));
        List<Example> first = history.pass(Streams.of(6));
        history.pass(Streams.of(7, 8));
        assertThat(first.get(0).history()).containsExactly(5);
    }

    @Test
    void examplesThatArePredictedTogetherGetTheLabelsBeforeTheFirst() {
        TargetHistory history = new TargetHistory(2);
        history.pass(Streams.of(5, 6));
        assertThat(history.pass(Streams.of(7, 8, 9)))
                .allSatisfy(example -> assertThat(example.history()).containsExactly(6, 5));
        assertThat(history.pass(Streams.of(10)).get(0).history()).containsExactly(9, 8);
    }

    @Test
    void ofNoLabelsGivesTheExamplesAsTheyAre() {
        List<Example> examples = Streams.of(1, 2);
        assertThat(new TargetHistory(0).pass(examples)).isSameAs(examples);
    }

    @Test
    void restoredGoesOnAsTheLostOneWouldHave() throws IOException {
        TargetHistory history = new TargetHistory(3);
        histories(history, 4, NONE, 9);
        TargetHistory restored = new TargetHistory(3);
        restored.restore(in(saved(history)));
        assertThat(histories(restored, 1, 2)).isEqualTo(histories(history, 1, 2));
    }

    @Test
    void refusesAStateOfAnotherLength() throws IOException {
        byte[] state = saved(new TargetHistory(3));
        assertThatThrownBy(() -> new TargetHistory(2).restore(in(state)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must have 2 labels but had 3");
        assertThatThrownBy(() -> new TargetHistory(3).restore(in(Arrays.copyOf(state, state.length - 1))))
                .isInstanceOf(IOException.class);
    }

    private static List<List<Double>> histories(TargetHistory history, double... targets) {
        return Streams.of(targets).stream()
                .flatMap(example -> history.pass(List.of(example)).stream())
                .map(example -> Arrays.stream(example.history()).boxed().toList())
                .toList();
    }

    private static byte[] saved(TargetHistory history) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        history.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] state) {
        return new DataInputStream(new ByteArrayInputStream(state));
    }
}
