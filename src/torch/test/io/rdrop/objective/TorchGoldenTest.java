package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.engine.Device;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.TorchObjective;
import io.rdrop.objective.GoldenCases.GoldenCase;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The objective on tensors against values from 60-digit arithmetic, and against the one on arrays. */
@SuppressWarnings("try") // a scope is there to be closed
class TorchGoldenTest {
    private static final double FLOAT64 = 1e-10;
    private static final double FLOAT32 = 1e-5;
    private static final Place WIDE = new Place(Device.CPU, ScalarType.Double);

    static List<GoldenCase> cases() {
        return GoldenCases.classification();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsInFloat64(GoldenCase golden) {
        matches(golden, WIDE, FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsInFloat32(GoldenCase golden) {
        matches(golden, Place.CPU, FLOAT32);
    }

    /** Of a case the rows that are no padding, as the engine picks them. */
    private static void matches(GoldenCase golden, Place place, double tolerance) {
        double divisor = golden.passDivisor();
        int[] valid = IntStream.range(0, golden.rows())
                .filter(row -> golden.mask()[row])
                .toArray();
        double[] logits = picked(golden.logits(), golden.passes(), golden.rows(), golden.classes(), valid);
        double[] targets = IntStream.of(valid)
                .mapToDouble(row -> golden.labels()[row] < 0 ? Double.NaN : golden.labels()[row])
                .toArray();
        TorchObjective objective = new TorchObjective(true, golden.reduction(), 0);
        try (PointerScope scope = new PointerScope()) {
            TorchObjective.Result result = objective.evaluate(
                    place.of(logits, golden.passes(), valid.length, golden.classes()),
                    targets,
                    golden.rows(),
                    golden.alpha() * divisor,
                    place);
            close(result.terms().fit() / divisor, golden.expected("nll"), tolerance);
            close(result.terms().consistency(), golden.expected("kl"), tolerance);
            close(result.terms().loss() / divisor, golden.expected("loss"), tolerance);
            double[] expected =
                    picked(golden.expectedArray("grads"), golden.passes(), golden.rows(), golden.classes(), valid);
            double[] gradient = values(result.gradient());
            for (int k = 0; k < expected.length; k++) {
                close(gradient[k] / divisor, expected[k], tolerance);
            }
        }
    }

    @Test
    void matchesGoldenRegression() {
        JsonNode golden = GoldenCases.read().get("regression_cases").get(0);
        double[] first = GoldenCases.flat(golden.get("pred1"));
        double[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(GoldenCases.flat(golden.get("pred2")), 0, both, first.length, first.length);
        JsonNode expected = golden.get("expected");
        try (PointerScope scope = new PointerScope()) {
            TorchObjective.Result result = new TorchObjective(false, Reduction.MEAN_VALID, 0)
                    .evaluate(
                            WIDE.of(both, 2, first.length, 1),
                            GoldenCases.flat(golden.get("labels")),
                            first.length,
                            golden.get("alpha").asDouble(),
                            WIDE);
            close(result.terms().fit(), expected.get("mse").asDouble(), FLOAT64);
            close(result.terms().consistency(), expected.get("reg").asDouble(), FLOAT64);
            close(result.terms().loss(), expected.get("loss").asDouble(), FLOAT64);
            double[] gradient = values(result.gradient());
            double[] one = GoldenCases.flat(expected.get("grad1"));
            double[] two = GoldenCases.flat(expected.get("grad2"));
            for (int row = 0; row < one.length; row++) {
                close(gradient[row], one[row], FLOAT64);
                close(gradient[one.length + row], two[row], FLOAT64);
            }
        }
    }

    @Test
    void isTheObjectiveOnArraysWithAnyPassesSmoothingAndUnlabelledRows() {
        Random random = new Random(5);
        for (Reduction reduction : Reduction.values()) {
            for (int passes = 1; passes <= 4; passes++) {
                int rows = 5;
                int classes = 4;
                double[] logits =
                        random.doubles((long) passes * rows * classes, -40, 40).toArray();
                double[] targets = {0, 3, Double.NaN, 1, 2};
                int[] labels = {0, 3, -1, 1, 2};
                double alpha = passes == 1 ? 0 : 1.7;
                double[] gradient = new double[logits.length];
                LossTerms terms = new RDropObjective(passes, reduction, 0.1)
                        .evaluate(logits, rows, classes, labels, null, alpha, gradient);
                try (PointerScope scope = new PointerScope()) {
                    TorchObjective.Result result = new TorchObjective(true, reduction, 0.1)
                            .evaluate(WIDE.of(logits, passes, rows, classes), targets, rows, alpha, WIDE);
                    close(result.terms().fit(), terms.fit(), FLOAT64);
                    close(result.terms().consistency(), terms.consistency(), FLOAT64);
                    close(result.terms().loss(), terms.loss(), FLOAT64);
                    double[] found = values(result.gradient());
                    for (int k = 0; k < gradient.length; k++) {
                        close(found[k], gradient[k], FLOAT64);
                    }
                }
            }
        }
    }

    @Test
    void passesThatAgreeAreApartByNothing() {
        try (PointerScope scope = new PointerScope()) {
            double[] logits = {1e4, -3, 0.25, 1e4, -3, 0.25};
            TorchObjective.Result result = new TorchObjective(true, Reduction.MEAN_VALID, 0)
                    .evaluate(Place.CPU.of(logits, 2, 1, 3), new double[] {Double.NaN}, 1, 9, Place.CPU);
            assertThat(result.terms().loss()).isZero();
            assertThat(values(result.gradient())).containsOnly(0);
        }
    }

    private static double[] picked(double[] from, int passes, int rows, int columns, int[] valid) {
        double[] picked = new double[passes * valid.length * columns];
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < valid.length; i++) {
                System.arraycopy(
                        from, (pass * rows + valid[i]) * columns, picked, (pass * valid.length + i) * columns, columns);
            }
        }
        return picked;
    }

    private static double[] values(Tensor tensor) {
        double[] values = new double[Math.toIntExact(tensor.numel())];
        Place.read(tensor, values, values.length);
        return values;
    }

    /** Relative, and absolute below 1e-3, where float32 gradients cancel. */
    private static void close(double actual, double expected, double tolerance) {
        assertThat(Math.abs(actual - expected))
                .as("%s against %s", actual, expected)
                .isLessThanOrEqualTo(tolerance * Math.max(1e-3, Math.abs(expected)));
    }
}
