package io.rdrop.engine.dl4j;

import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.UpdateResult;
import io.rdrop.tensor.TensorBatch;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A prediction and an update on the same rows, as the learner makes them: 54-64-64-7, dropout 0.3, Adam, two passes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    private static final int INPUTS = 54;
    private static final int CLASSES = 7;

    @Param({"8", "32"})
    int rows;

    @Param({"auto", "dl4j"})
    String engine = "auto";

    @Param({"per-example", "per-batch"})
    String sampling = "per-example";

    private TrainableModel model = create();
    private TensorBatch batch = new TensorBatch(0, INPUTS, new float[0], new double[0]);
    private float[] predictions = {};

    private TrainableModel create() {
        String yaml = "features: [{name: x}]\nlabel: {classes: [a, b, c, d, e, f, g]}\n"
                + "model: {dropout: 0.3, updater: {type: adam}, engine: " + engine + "}\n"
                + "r-drop: {dropout-sampling: " + sampling + "}\n";
        return Engines.load()
                .create(ModelSpec.of(
                        JobConfigs.parse(yaml, "the benchmark", List.of()),
                        new InputShape.Vector(INPUTS),
                        new OutputShape.Classes(CLASSES)));
    }

    /** JMH sets the parameters after construction. */
    @Setup
    public void draw() {
        model.close();
        model = create();
        Random random = new Random(1);
        float[] inputs = new float[rows * INPUTS];
        double[] targets = new double[rows];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        for (int row = 0; row < rows; row++) {
            targets[row] = random.nextInt(CLASSES);
        }
        batch = new TensorBatch(rows, INPUTS, inputs, targets);
        predictions = new float[rows * CLASSES];
    }

    @Benchmark
    public UpdateResult predictAndUpdate() {
        model.predict(batch, predictions);
        return model.update(batch);
    }

    @TearDown
    public void close() {
        model.close();
    }
}
