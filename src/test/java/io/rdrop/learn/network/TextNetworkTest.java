package io.rdrop.learn.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.text.TextInputs;
import io.rdrop.learn.text.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextNetworkTest {
    private static final int LABEL = 1;
    private static final float STEP = 1e-2f;
    private static final TextNetworkSpec HIDDEN = new TextNetworkSpec("hidden", 0.1, 12);

    private final TextInputs row = new TextInputs(Texts.encoder(1 << 20));
    private final float[] probabilities = new float[Texts.CLASSES];

    static TextNetworkSpec[] networks() {
        return new TextNetworkSpec[] {
            new TextNetworkSpec("linear", 0.3, 0),
            HIDDEN,
            HIDDEN.withDropout(0.3, 0),
            HIDDEN.withDropout(0.3, 2),
            HIDDEN.withDropout(0.3, 2).withPassing(new RDropPasses(4, 1, List.of(0.1, 0.2, 0.3, 0.4))),
            HIDDEN.withDropout(0.3, 2).withPassing(new RDropPasses(0, 4, List.of())),
        };
    }

    /** A row of terms moves along its gradient; of the other weights AdaGrad leaves the sign alone. */
    @ParameterizedTest
    @MethodSource("networks")
    void stepsAgainstTheGradientOfTheLoss(TextNetworkSpec spec) throws IOException {
        TextNetwork start = new TextNetwork(spec, Texts.CLASSES, 7);
        learn(start, 30);
        byte[] saved = save(start);
        row.encode(new Texts(99).next());
        TextNetwork stepped = restored(spec, saved);
        stepped.predict(row, probabilities);
        stepped.learn(row, LABEL);

        int term = row.terms().row(0);
        int width = spec.units() > 0 ? spec.units() : Texts.CLASSES;
        double along = 0;
        double moved = 0;
        double squares = 0;
        for (int i = 0; i < width; i++) {
            double gradient = gradient(spec, saved, term, i);
            double move = stepped.terms.row(term, false)[i] - start.terms.row(term, false)[i];
            along -= gradient * move;
            moved += move * move;
            squares += gradient * gradient;
        }
        assertThat(squares).isGreaterThan(1e-6);
        assertThat(along / Math.sqrt(moved * squares)).isCloseTo(1, offset(1e-3));

        for (int i = 0; i < spec.units() * Texts.CLASSES; i++) {
            int c = i / spec.units();
            int unit = i % spec.units();
            double gradient = gradient(spec, saved, -1 - c, unit);
            double move = stepped.output.values[c][unit] - start.output.values[c][unit];
            if (Math.abs(gradient) > 1e-3) {
                assertThat(Math.signum(move))
                        .as("weight %d of class %d", unit, c)
                        .isEqualTo(-Math.signum(gradient));
            }
        }
    }

    /** @param of a term, or -1 - a class for the weights behind the hidden layer */
    private double gradient(TextNetworkSpec spec, byte[] saved, int of, int at) throws IOException {
        double above = lossWith(spec, saved, of, at, STEP);
        double below = lossWith(spec, saved, of, at, -STEP);
        return (above - below) / (2 * STEP);
    }

    private double lossWith(TextNetworkSpec spec, byte[] saved, int of, int at, float step) throws IOException {
        TextNetwork network = restored(spec, saved);
        if (of >= 0) {
            network.terms.row(of, false)[at] += step;
        } else {
            network.output.values[-1 - of][at] += step;
        }
        network.predict(row, probabilities);
        return network.loss(LABEL);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void learns(TextNetworkSpec spec) {
        assertThat(learn(new TextNetwork(spec, Texts.CLASSES, 7), 1500)).isLessThan(0.5); // the frequencies give 1.1
    }

    @Test
    void aTermThatTakesTheRowOfAnotherKnowsNothingOfIt() {
        TextInputs narrow = new TextInputs(Texts.encoder(6)); // there is room for one letter
        TextNetwork network = new TextNetwork(new TextNetworkSpec("linear", 0.3, 0), Texts.CLASSES, 7);
        for (int i = 0; i < 20; i++) {
            Texts.admitted(narrow, "a");
            network.predict(narrow, probabilities);
            network.learn(narrow, 0);
            narrow.observe(0);
        }
        float before = network.terms.row(0, false)[0];
        assertThat(before).isGreaterThan(1);
        Texts.admitted(narrow, "b");
        assertThat(narrow.terms().row(0)).isZero();
        network.predict(narrow, probabilities);
        network.learn(narrow, 1);

        assertThat(network.terms.row(0, false)[0]).isNegative();
    }

    @Test
    void aRestartForgetsAndDrawsOtherWeights() {
        TextNetwork network = new TextNetwork(HIDDEN, Texts.CLASSES, 7);
        float[] before = network.output.values[0].clone();
        learn(network, 50);
        network.restart();
        network.predict(row, probabilities);

        assertThat(probabilities).containsOnly(1f / 3);
        assertThat(network.output.values[0]).isNotEqualTo(before).doesNotContain(Float.NaN);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> HIDDEN.withDropout(0, 1)).hasMessageContaining("but was 0.0");
        assertThatThrownBy(() -> new TextNetworkSpec("linear", 0.1, 0).withDropout(0.1, 0))
                .hasMessageContaining("but was 0.1");
        assertThatThrownBy(() -> HIDDEN.withPassing(new RDropPasses(2, 1, List.of())))
                .hasMessage("dropout must be > 0 with 2 passes (all would be the same) but was 0");
        TextNetworkSpec dropped = HIDDEN.withDropout(0.3, 0);
        TextNetworkSpec often = dropped.withDropout(0.3, 1).withPassing(new RDropPasses(3, 2, List.of()));
        assertThat(often.withDropout(0.2, 2).passes()).isEqualTo(3);
        assertThat(often.withDropout(0, 0)).isEqualTo(HIDDEN); // its twin, which others tell its worth by
        assertThatThrownBy(() -> dropped.withPassing(new RDropPasses(1, 2, List.of())))
                .hasMessage("every must be 1 with one pass but was 2");
        assertThatThrownBy(() -> dropped.withDropout(0.3, 1).withPassing(new RDropPasses(1, 1, List.of())))
                .hasMessage("passes must be >= 2 with alpha > 0 but was 1");
        assertThatThrownBy(() -> dropped.withPassing(new RDropPasses(2, 1, List.of(0.1))))
                .hasMessage("dropout-rates must be one per pass, 2, of a network with dropout, but were [0.1] with"
                        + " dropout 0.3");
        assertThatThrownBy(() -> new TextNetworkSpec("none", 0, 2))
                .hasMessage("units must be >= 0, rate > 0 and alpha >= 0 but were 2, 0.0 and 0.0");
    }

    /** Returns the mean loss of the later half. */
    private double learn(TextNetwork network, int count) {
        Texts texts = new Texts(3);
        double loss = 0;
        for (int i = 0; i < count; i++) {
            Example text = texts.next();
            row.encode(text);
            network.predict(row, probabilities);
            loss -= i < count / 2 ? 0 : Math.log(probabilities[texts.label()]) / (count - count / 2);
            row.admit();
            network.learn(row, texts.label());
            row.observe(texts.label());
        }
        return loss;
    }

    private static byte[] save(TextNetwork network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        network.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static TextNetwork restored(TextNetworkSpec spec, byte[] saved) throws IOException {
        TextNetwork network = new TextNetwork(spec, Texts.CLASSES, 7);
        network.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        return network;
    }
}
