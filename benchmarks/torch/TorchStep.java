import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.torch.sequence.TokenNetwork;
import io.rdrop.tensor.TensorBatch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * CPU milliseconds of an update on the torch engine: dense networks, and a causal Transformer, with R-Drop and without.
 * {@code torch_step.py} does the same with PyTorch. docs/torch.md says how to run both.
 */
public final class TorchStep {
    private static final int ROUNDS = 7;

    private TorchStep() {}

    public static void main(String[] args) {
        for (String rDrop : new String[] {"alpha: 1", "alpha: 0, passes: 1"}) {
            String name = rDrop.equals("alpha: 1") ? "R-Drop" : "dropout";
            dense(name, rDrop, 30, 64, 8, 400);
            dense(name, rDrop, 54, 256, 64, 100);
            transformer(name, rDrop, 8, 128, 5);
        }
        System.exit(0);
    }

    private static JobConfig config(String rDrop, int hidden) {
        return JobConfigs.parse(
                "features: [{name: x}]\nlabel: {classes: [a, b, c]}\nmodel: {engine: torch, hidden: [" + hidden + ", "
                        + hidden + "], dropout: 0.1, updater: {type: adam}}\nr-drop: {" + rDrop + "}\n",
                "benchmark",
                List.of());
    }

    private static void dense(String name, String rDrop, int inputs, int hidden, int rows, int steps) {
        JobConfig config = config(rDrop, hidden);
        ModelSpec spec = ModelSpec.of(config, new InputShape.Vector(inputs), new OutputShape.Classes(3));
        Random random = new Random(1);
        float[] x = new float[rows * inputs];
        double[] y = new double[rows];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        TensorBatch batch = new TensorBatch(rows, inputs, x, y);
        try (TrainableModel model = Engines.load().create(spec)) {
            report(name + " dense " + inputs + "-" + hidden + "-" + hidden + "-3, " + rows + " rows", steps, () -> model.update(batch));
        }
    }

    private static void transformer(String name, String rDrop, int rows, int length, int steps) {
        JobConfig config = config(rDrop, 64);
        SequenceSettings settings =
                new SequenceSettings(SequenceSettings.Kind.TRANSFORMER, 256, 256, 1, 128, 2, 4, length, 0.1);
        Random random = new Random(1);
        int[] lengths = new int[rows];
        Arrays.fill(lengths, length);
        Sequences batch = new Sequences(lengths, random.ints((long) rows * length, 0, 256).toArray());
        double[] next = random.ints((long) rows * length, 0, 256).asDoubleStream().toArray();
        try (SequenceModel.LanguageModel model =
                TokenNetwork.languageModel(settings, config.model(), config.rDrop(), 1, Place.CPU)) {
            report(name + " Transformer 2 x 128, " + rows + " x " + length + " tokens", steps,
                    () -> model.update(batch, next, GradientLimit.NONE));
        }
    }

    private static void report(String what, int steps, Runnable step) {
        com.sun.management.OperatingSystemMXBean process =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = process.getProcessCpuTime();
            for (int i = 0; i < steps; i++) {
                step.run();
            }
            best = Math.min(best, (process.getProcessCpuTime() - before) / 1e6 / steps);
        }
        System.out.printf("%-48s %8.3f ms of CPU%n", what, best);
    }
}
