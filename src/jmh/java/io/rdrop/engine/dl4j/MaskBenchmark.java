package io.rdrop.engine.dl4j;

import io.rdrop.engine.DropoutCounter;
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

/** The dropout mask of one pass of one layer, 32 rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskBenchmark {
    private static final int ROWS = 32;

    @Param({"64", "1024"})
    int units;

    private final DropoutCounter counter = new DropoutCounter(1, 2);
    private float[] mask = {};
    private long step;

    @Setup
    public void room() {
        mask = new float[ROWS * units];
    }

    @Benchmark
    public float[] fill() {
        counter.step(step++);
        counter.fill(0, 0.7, 0, ROWS, units, mask, 0);
        return mask;
    }
}
