package io.rdrop.objective;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The R-Drop loss and its gradient of one batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObjectiveBenchmark {
    @Param({"8", "128"})
    int rows;

    @Param({"7"})
    int classes;

    private final RDropObjective objective = new RDropObjective(2, Reduction.MEAN_VALID, 0);
    private float[] logits = {};
    private float[] gradient = {};
    private int[] labels = {};

    /** Logits of a network that is neither sure nor at a loss. */
    @Setup
    public void draw() {
        Random random = new Random(1);
        logits = new float[2 * rows * classes];
        gradient = new float[logits.length];
        labels = random.ints(rows, 0, classes).toArray();
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
    }

    @Benchmark
    public LossTerms lossAndGradient() {
        return objective.evaluate(logits, rows, classes, labels, null, 1, gradient);
    }
}
