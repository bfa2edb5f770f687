package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rdrop.objective.GoldenCases.GoldenCase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RDropObjectiveGoldenTest {
    private static final double FLOAT64 = 1e-10;
    private static final double FLOAT32 = 1e-5;

    static List<GoldenCase> cases() {
        return GoldenCases.classification();
    }

    @Test
    void goldenFileHoldsTheKnownCases() {
        assertThat(cases()).hasSize(8);
        assertThat(GoldenCases.read().get("regression_cases")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsInFloat64(GoldenCase golden) {
        double divisor = golden.passDivisor();
        double[] logits = golden.logits();
        double[] gradient = new double[logits.length];
        LossTerms terms = objective(golden)
                .evaluate(
                        logits,
                        golden.rows(),
                        golden.classes(),
                        golden.labels(),
                        golden.mask(),
                        golden.alpha() * divisor,
                        gradient);
        close(terms.fit() / divisor, golden.expected("nll"), FLOAT64);
        close(terms.consistency(), golden.expected("kl"), FLOAT64);
        close(terms.loss() / divisor, golden.expected("loss"), FLOAT64);
        double[] grads = golden.expectedArray("grads");
        for (int k = 0; k < grads.length; k++) {
            close(gradient[k] / divisor, grads[k], FLOAT64);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsInFloat32(GoldenCase golden) {
        double divisor = golden.passDivisor();
        float[] logits = floats(golden.logits());
        float[] gradient = new float[logits.length];
        LossTerms terms = objective(golden)
                .evaluate(
                        logits,
                        golden.rows(),
                        golden.classes(),
                        golden.labels(),
                        golden.mask(),
                        golden.alpha() * divisor,
                        gradient);
        close(terms.fit() / divisor, golden.expected("nll"), FLOAT32);
        close(terms.consistency(), golden.expected("kl"), FLOAT32);
        close(terms.loss() / divisor, golden.expected("loss"), FLOAT32);
        double[] grads = golden.expectedArray("grads");
        for (int k = 0; k < grads.length; k++) {
            close(gradient[k] / divisor, grads[k], FLOAT32);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void splitsGoldenGradientIntoNllAndKl(GoldenCase golden) {
        double[] logits = golden.logits();
        double[] nll = new double[logits.length];
        double[] both = new double[logits.length];
        RDropObjective objective = objective(golden);
        objective.evaluate(logits, golden.rows(), golden.classes(), golden.labels(), golden.mask(), 0, nll);
        objective.evaluate(logits, golden.rows(), golden.classes(), golden.labels(), golden.mask(), 1, both);
        double[] expectedNll = golden.expectedArray("grad_nll");
        double[] expectedKl = golden.expectedArray("grad_kl");
        for (int k = 0; k < logits.length; k++) {
            close(nll[k] / golden.passDivisor(), expectedNll[k], FLOAT64);
            close(both[k] - nll[k], expectedKl[k], FLOAT64);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsOfEachRow(GoldenCase golden) {
        double[] nll = golden.expectedArray("per_row_nll");
        double[] kl = golden.expectedArray("per_row_kl");
        int rows = golden.rows();
        int classes = golden.classes();
        RDropObjective objective = objective(golden);
        for (int r = 0; r < rows; r++) {
            double[] logits = new double[golden.passes() * classes];
            for (int pass = 0; pass < golden.passes(); pass++) {
                System.arraycopy(golden.logits(), (pass * rows + r) * classes, logits, pass * classes, classes);
            }
            int[] label = {golden.labels()[r]};
            boolean[] mask = {golden.mask()[r]};
            LossTerms terms = objective.evaluate(logits, 1, classes, label, mask, 1, null);
            close(terms.fit() / golden.passDivisor(), nll[r], FLOAT64);
            close(terms.consistency(), kl[r], FLOAT64);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesGoldenTermsUnderEachReduction(GoldenCase golden) {
        Map<String, Reduction> reductions =
                Map.of("sum", Reduction.SUM, "mean_valid", Reduction.MEAN_VALID, "batchmean", Reduction.BATCH_MEAN);
        JsonNode expected = golden.node().get("other_reductions_decimal");
        assertThat(expected).isNotNull();
        reductions.forEach((name, reduction) -> {
            // batchmean divides by batch_size, which counts sequences where rows are tokens; ours counts rows
            double rows = name.equals("batchmean")
                    ? golden.rows() / golden.node().get("batch_size").asDouble()
                    : 1;
            LossTerms terms = new RDropObjective(golden.passes(), reduction, 0)
                    .evaluate(
                            golden.logits(),
                            golden.rows(),
                            golden.classes(),
                            golden.labels(),
                            golden.mask(),
                            golden.alpha() * golden.passDivisor(),
                            null);
            JsonNode values = expected.get(name);
            close(terms.fit() * rows / golden.passDivisor(), values.get("nll").asDouble(), FLOAT64);
            close(terms.consistency() * rows, values.get("kl").asDouble(), FLOAT64);
            close(terms.loss() * rows / golden.passDivisor(), values.get("loss").asDouble(), FLOAT64);
        });
    }

    @Test
    void matchesGoldenRegression() {
        JsonNode golden = GoldenCases.read().get("regression_cases").get(0);
        double[] first = GoldenCases.flat(golden.get("pred1"));
        double[] second = GoldenCases.flat(golden.get("pred2"));
        int rows = first.length;
        double[] predictions = new double[2 * rows];
        System.arraycopy(first, 0, predictions, 0, rows);
        System.arraycopy(second, 0, predictions, rows, rows);
        double[] gradient = new double[2 * rows];
        LossTerms terms = new SquaredErrorObjective(2, Reduction.MEAN_VALID)
                .evaluate(
                        predictions,
                        rows,
                        1,
                        GoldenCases.flat(golden.get("labels")),
                        null,
                        golden.get("alpha").asDouble(),
                        gradient);
        JsonNode expected = golden.get("expected");
        close(terms.fit(), expected.get("mse").asDouble(), FLOAT64);
        close(terms.consistency(), expected.get("reg").asDouble(), FLOAT64);
        close(terms.loss(), expected.get("loss").asDouble(), FLOAT64);
        double[] gradient1 = GoldenCases.flat(expected.get("grad1"));
        double[] gradient2 = GoldenCases.flat(expected.get("grad2"));
        for (int r = 0; r < rows; r++) {
            close(gradient[r], gradient1[r], FLOAT64);
            close(gradient[rows + r], gradient2[r], FLOAT64);
        }
    }

    private static RDropObjective objective(GoldenCase golden) {
        return new RDropObjective(golden.passes(), golden.reduction(), 0);
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /** Relative, and absolute below 1e-3, where float32 gradients cancel. */
    private static void close(double actual, double expected, double tolerance) {
        assertThat(Math.abs(actual - expected))
                .as("%s against %s", actual, expected)
                .isLessThanOrEqualTo(tolerance * Math.max(1e-3, Math.abs(expected)));
    }
}
