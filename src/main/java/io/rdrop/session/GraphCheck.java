package io.rdrop.session;

import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.graph.InputValues;
import io.rdrop.learn.ExamplePredictor;
import io.rdrop.learn.NetworkPredictor;
import io.rdrop.onnx.OnnxFile;
import io.rdrop.onnx.OnnxRun;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes {@code model.onnx} on the rows of {@code probe.json}, by operators of our own, and holds what comes out
 * against what the file says the job gave.
 */
final class GraphCheck {
    /** Of 1, or of the largest number of the probe: float32 rounds in another order. */
    private static final double TOLERANCE = 1e-5;

    private GraphCheck() {}

    /**
     * What came of it.
     *
     * @param computed false if there is no graph, or the probe does not say the rows
     * @param problem what is wrong with it
     */
    record Outcome(boolean computed, Optional<String> problem) {
        private static final Outcome NOTHING = new Outcome(false, Optional.empty());

        private static Outcome of(Optional<String> problem) {
            return new Outcome(true, problem);
        }
    }

    /**
     * Looks for what is wrong with a graph.
     *
     * @param file null if the version has none
     * @param predictor of the version
     */
    static Outcome of(byte @Nullable [] file, JobConfig config, ProbeFile probe, ExamplePredictor predictor) {
        List<Example> examples = probe.examples();
        if (file == null || examples.isEmpty() || !OnnxFile.isPossible()) {
            return Outcome.NOTHING;
        }
        List<InputValues> inputs = predictor.graphInputs(examples);
        if (inputs.isEmpty()) {
            return Outcome.NOTHING;
        }
        float[] expected = probe.predictions();
        if (predictor instanceof NetworkPredictor network) {
            expected = network.inUnits(expected);
        }
        try {
            OnnxRun run = new OnnxRun(file);
            for (InputValues input : inputs) {
                run.with(input.name(), input.numbers(), input.dims());
            }
            List<String> classes = config.label().classes();
            double[] given = run.numbers(classes.isEmpty() ? "prediction" : "probabilities");
            Optional<String> problem = difference(expected, given, classes.isEmpty());
            return Outcome.of(
                    problem.isPresent() || classes.isEmpty()
                            ? problem
                            : otherNames(run.texts("prediction"), expected, classes));
        } catch (IllegalArgumentException e) {
            return Outcome.of(Optional.of("has a " + ModelGraph.FILE + " that cannot be computed: " + e.getMessage()));
        }
    }

    private static Optional<String> difference(float[] expected, double[] given, boolean areNumbers) {
        if (given.length != expected.length) {
            return Optional.of("has a " + ModelGraph.FILE + " that gives " + given.length + " numbers for the rows of "
                    + SnapshotWriter.PROBE + ", which has " + expected.length);
        }
        double scale = areNumbers ? 0 : 1;
        for (int i = 0; areNumbers && i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(given[i] - expected[i]) <= TOLERANCE * scale)) {
                return Optional.of("has a " + ModelGraph.FILE + " that gives " + (float) given[i] + " where "
                        + SnapshotWriter.PROBE + " has " + expected[i]);
            }
        }
        return Optional.empty();
    }

    /** Of a row whose best class is ahead by more than the tolerance, the name must be that one's. */
    private static Optional<String> otherNames(List<String> names, float[] expected, List<String> classes) {
        int count = classes.size();
        for (int row = 0; row * count < expected.length; row++) {
            int said = classes.indexOf(names.get(row));
            for (int c = 0; c < count; c++) {
                if (said < 0 || expected[row * count + c] > expected[row * count + said] + 2 * TOLERANCE) {
                    return Optional.of("has a " + ModelGraph.FILE + " that says `" + names.get(row) + "` where "
                            + SnapshotWriter.PROBE + " has `" + classes.get(c) + "`");
                }
            }
        }
        return Optional.empty();
    }
}
