package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.Activation;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.UpdaterType;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.SyntheticBatches;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole update against an mlp written out in plain Java, with the same masks. */
class GradientTest {
    private static final int[] WIDTHS = {5, 9, 7, 4};
    private static final long SEED = 21;

    @ParameterizedTest(name = "{0} passes, alpha {1}, dropout {2}, input dropout {3}, {4} rows")
    @CsvSource({"2, 1, 0.3, 0, 6", "2, 0, 0.3, 0.2, 6", "3, 4.5, 0.5, 0.1, 5", "2, 2, 0.3, 0.2, 1", "1, 0, 0.4, 0, 6"})
    void isThatOfAPlainMlpWithTheSameMasks(int passes, double alpha, double dropout, double inputDropout, int rows)
            throws IOException {
        try (TrainableModel model = Models.create(
                Models.mlp(
                        List.of(WIDTHS[1], WIDTHS[2]),
                        Activation.TANH,
                        dropout,
                        inputDropout,
                        Models.updater(UpdaterType.SGD, 1)),
                new RDropConfig(alpha, passes),
                SEED,
                WIDTHS[0],
                WIDTHS[3])) {
            DropoutCounter masks = new DropoutCounter(SEED, passes);
            double[] retain = {1 - inputDropout, 1 - dropout, 1 - dropout};
            SyntheticBatches batches = new SyntheticBatches(1, WIDTHS[0], WIDTHS[3]);
            for (int step = 0; step < 3; step++) {
                TensorBatch batch = batches.next(rows);
                double[] before = Models.parameters(model);
                UpdateResult result = model.update(batch);
                double[] after = Models.parameters(model);

                masks.step(step);
                double[] loss = {0};
                double[] expected =
                        new ReferenceMlp(WIDTHS, before, passes, alpha, retain, masks).gradient(batch, loss);

                assertThat(result.loss()).isCloseTo(loss[0], within(1e-5));
                double squares = Arrays.stream(expected).map(g -> g * g).sum();
                double digits = Math.max(1, Math.sqrt(squares)); // float32 has so many after those of the largest
                for (int i = 0; i < expected.length; i++) {
                    assertThat(before[i] - after[i])
                            .as("parameter %d in step %d", i, step)
                            .isCloseTo(expected[i], within(2e-6 * digits));
                }
                assertThat(result.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-5 * digits));
            }
        }
    }
}
