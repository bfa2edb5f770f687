package io.rdrop.learn.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.ReplayType;
import io.rdrop.config.UpdaterType;
import io.rdrop.learn.table.RowEncoder;
import io.rdrop.learn.table.Rows;
import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import io.rdrop.objective.Reduction;
import io.rdrop.objective.SquaredErrorObjective;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowNetworkTest {
    private static final int LABEL = 1;
    private static final float STEP = 2e-3f;

    private static final NetworkSpec PLAIN = NetworkSpec.of("plain", UpdaterType.SGD, 1, 12)
            .withKnots()
            .withLags(2)
            .withAverages();

    static NetworkSpec[] networks() {
        return new NetworkSpec[] {
            PLAIN,
            PLAIN.withLayerNorm(),
            PLAIN.withDropout(0.3, 0),
            PLAIN.withDropout(0.3, 2),
            PLAIN.withLayerNorm().withDropout(0.3, 2),
        };
    }

    /** With SGD at rate 1 a step is the gradient; the masks of a step depend on its number alone. */
    @ParameterizedTest
    @MethodSource("networks")
    void stepsAlongTheGradientOfTheLoss(NetworkSpec spec) throws IOException {
        RowEncoder encoder = Rows.encoder(3);
        TableInputs row = row(encoder);
        RowNetwork start = new RowNetwork(spec, encoder.shape(), 7);
        scatterBiases(start);
        byte[] saved = save(start);
        RowNetwork stepped = restored(spec, encoder, saved);
        stepped.forward(row);
        stepped.learn(LABEL);
        int compared = 0;
        for (int w = 0; w < start.weights().size(); w++) {
            int width = start.weights().get(w).width;
            for (int i = 0; i < start.weights().get(w).values.length * width; i++) {
                double analytic = start.weights().get(w).values[i / width][i % width]
                        - stepped.weights().get(w).values[i / width][i % width];
                double above = lossWith(spec, encoder, saved, row, w, i, STEP);
                double below = lossWith(spec, encoder, saved, row, w, i, -STEP);
                double numeric = (above - below) / (2 * STEP);
                assertThat(analytic)
                        .as("weight %d of %d", i, w)
                        .isCloseTo(numeric, offset(3e-3 + 0.02 * Math.abs(numeric)));
                compared += Math.abs(numeric) > 0.02 ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(50);
    }

    /** Of one output whose loss is mean (z_i - z)^2 + 2 (z_1 - z_2)^2. */
    @Test
    void learnsNumbersWithTheDistanceOfItsPasses() {
        TableShape shape = new TableShape(1, 0, 0, 1, 0);
        NetworkSpec spec = NetworkSpec.of("number", UpdaterType.SGD, 1, 12).withDropout(0.3, 2);
        RowNetwork start =
                new RowNetwork(spec, shape, 7, passes -> new SquaredErrorObjective(passes, Reduction.SUM), 1, 0);
        float[][] bias = start.weights().get(3).values;
        TableInputs row = new TableInputs(shape);
        start.forward(row);
        double above = loss(spec, shape, row, STEP);
        double below = loss(spec, shape, row, -STEP);
        start.learn(3);

        assertThat(-bias[0][0]).isCloseTo((float) ((above - below) / (2 * STEP)), offset(1e-3f));
        assertThat(above).isGreaterThan(1);
    }

    private static double loss(NetworkSpec spec, TableShape shape, TableInputs row, float step) {
        RowNetwork network =
                new RowNetwork(spec, shape, 7, passes -> new SquaredErrorObjective(passes, Reduction.SUM), 1, 0);
        network.weights().get(3).values[0][0] += step;
        network.forward(row);
        return network.learn(3);
    }

    @Test
    void passesThatDropNothingLearnAsOne() {
        RowEncoder encoder = Rows.encoder(3);
        TableInputs row = row(encoder);
        RowNetwork one = new RowNetwork(PLAIN, encoder.shape(), 7);
        RowNetwork two = new RowNetwork(PLAIN.withDropout(1e-7, 5), encoder.shape(), 7);
        one.forward(row);
        two.forward(row);
        one.learn(LABEL);
        two.learn(LABEL);
        for (int w = 0; w < 4; w++) {
            float[][] values = two.weights().get(w).values;
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i]).containsExactly(one.weights().get(w).values[i], offset(1e-5f));
            }
        }
    }

    @Test
    void aLossThatIsNotFiniteChangesNoWeight() {
        RowEncoder encoder = Rows.encoder(3);
        TableInputs row = row(encoder);
        RowNetwork network = new RowNetwork(PLAIN, encoder.shape(), 7);
        network.weights().get(2).values[0][0] = Float.NaN;
        float[] before = network.weights().get(1).values[0].clone();
        network.forward(row);

        assertThat(network.learn(LABEL)).isNaN();
        assertThat(network.weights().get(1).values[0]).isEqualTo(before);
    }

    @Test
    void aRowThatIsKnownChangesNoWeight() {
        RowEncoder encoder = Rows.encoder(3);
        TableInputs row = row(encoder);
        RowNetwork network = new RowNetwork(PLAIN, encoder.shape(), 7);
        network.weights().get(3).values[0][LABEL] = 20;
        float[] before = network.weights().get(1).values[0].clone();
        network.forward(row);

        assertThat(network.learn(LABEL)).isLessThan(0.01);
        assertThat(network.weights().get(1).values[0]).isEqualTo(before);
        assertThat(network.updates()).isEqualTo(1);
    }

    @Test
    void aRestartDrawsOtherWeights() {
        RowNetwork network = new RowNetwork(PLAIN, Rows.encoder(3).shape(), 7);
        float[] before = network.weights().get(1).values[0].clone();
        network.restart();

        assertThat(network.weights().get(1).values[0]).isNotEqualTo(before).doesNotContain(Float.NaN);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyOptimiserLearns(NetworkSpec spec) {
        RowEncoder encoder = Rows.encoder(3);
        TableInputs row = new TableInputs(encoder.shape());
        RowNetwork network = new RowNetwork(spec, encoder.shape(), 7);
        Rows rows = new Rows(3);
        double late = 0;
        for (int i = 0; i < 3000; i++) {
            var features = rows.next();
            encoder.encode(features, row);
            network.forward(row);
            double loss = network.learn(rows.label());
            late += i >= 2000 ? loss / 1000 : 0;
            encoder.observe(features);
        }
        assertThat(late).isLessThan(0.35); // the frequencies alone give about 1
    }

    static NetworkSpec[] rules() {
        return new NetworkSpec[] {
            NetworkSpec.of("sgd", UpdaterType.SGD, 0.03, 32),
            NetworkSpec.of("adagrad", UpdaterType.ADAGRAD, 0.05, 32),
            NetworkSpec.of("rmsprop", UpdaterType.RMSPROP, 0.002, 32).withLayerNorm(),
            NetworkSpec.of("r-drop", UpdaterType.RMSPROP, 0.002, 32)
                    .withLayerNorm()
                    .withDropout(0.1, 1)
        };
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> PLAIN.withDropout(0, 1))
                .hasMessage("dropout must be within [0, 1), and above 0 with R-Drop, but was 0.0");
        assertThatThrownBy(() -> PLAIN.withReplay(ReplayType.NONE, 3))
                .hasMessage("replays must be 0 without replay only but were 3");
    }

    private static TableInputs row(RowEncoder encoder) {
        Rows rows = new Rows(11);
        for (int i = 0; i < 100; i++) {
            encoder.observe(rows.next());
        }
        TableInputs row = new TableInputs(encoder.shape());
        encoder.encode(rows.next(), row);
        return row;
    }

    /** Biases of 0 would leave a ReLU of a dropped layer at its kink. */
    private static void scatterBiases(RowNetwork network) {
        Random random = new Random(1);
        for (Weights weights : network.weights()) {
            float[] biases = weights.values[weights.values.length - 1];
            for (int i = 0; i < biases.length; i++) {
                biases[i] += 0.1f * (float) random.nextGaussian();
            }
        }
    }

    private static double lossWith(
            NetworkSpec spec, RowEncoder encoder, byte[] saved, TableInputs row, int weights, int at, float step)
            throws IOException {
        RowNetwork network = restored(spec, encoder, saved);
        Weights of = network.weights().get(weights);
        of.values[at / of.width][at % of.width] += step;
        network.forward(row);
        return network.learn(LABEL);
    }

    private static byte[] save(RowNetwork network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        network.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static RowNetwork restored(NetworkSpec spec, RowEncoder encoder, byte[] saved) throws IOException {
        RowNetwork network = new RowNetwork(spec, encoder.shape(), 7);
        network.restore(new DataInputStream(new ByteArrayInputStream(saved)));
        return network;
    }
}
