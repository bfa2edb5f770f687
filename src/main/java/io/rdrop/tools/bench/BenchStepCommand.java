package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.TensorBatch;
import io.rdrop.tools.bench.StepNetwork.Dropped;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What one R-Drop step costs, beside a plain one and beside other ways to do it. */
@Command(
        name = "step",
        description = {
            "What one update costs: planned, by DL4J, and by libtorch, with R-Drop and plain, in turns in one run.",
            "The network is in-h-h-out with ReLU, dropout and Adam. Times are medians over rounds, on the wall's clock and of",
            "the processor; ratios are of the latter, which other processes on the machine change less. The floor is what",
            "the matrix products alone would take at the rate that this machine multiplies 1024 x 1024 matrices with."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench step",
            "  rdrop bench step --network 784-1024-10 --batch 256 --libtorch benchmarks/libtorch/target/lib"
        },
        mixinStandardHelpOptions = true)
final class BenchStepCommand implements Callable<Integer> {
    private static final double RATE = 0.3;
    private static final double HIGH_RATE = 0.5;
    private static final double OPERATIONS_PER_GIGA = 1e9;
    private static final List<StepNetwork> NETWORKS = List.of(
            new StepNetwork(54, 64, 7, 32), new StepNetwork(54, 256, 7, 128), new StepNetwork(784, 1024, 10, 256));

    @Option(
            names = "--network",
            paramLabel = "IN-H-OUT",
            description = "Inputs, units of both hidden layers, classes (default: 54-64-7, 54-256-7 and 784-1024-10).")
    private @Nullable String network;

    @Option(names = "--batch", paramLabel = "ROWS", description = "Rows of a batch, with --network (default: 32).")
    private int batch = 32;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds = 15;

    @Option(
            names = "--round-ms",
            paramLabel = "MS",
            description = "How long each contender runs in a round (default: ${DEFAULT-VALUE}).")
    private int roundMs = 100;

    @Option(
            names = "--libtorch",
            paramLabel = "FOLDER",
            description = {
                "Jars of libtorch and its step; `./mvnw -f benchmarks/libtorch/pom.xml package` makes them",
                "in benchmarks/libtorch/target/lib (110 MB of downloads)."
            })
    private @Nullable Path libtorch;

    @Override
    public Integer call() {
        if (rounds < 1 || roundMs < 1) {
            throw new ConfigException("--rounds and --round-ms must be >= 1 but were " + rounds + " and " + roundMs);
        }
        PrintStream out = System.out;
        double rate = MatrixRate.best();
        out.printf(
                Locale.ROOT,
                "matrix products: %.0f GFLOP/s; BLAS threads: %s%n",
                rate / OPERATIONS_PER_GIGA,
                System.getenv().getOrDefault("OMP_NUM_THREADS", "not set"));
        for (StepNetwork of : network == null ? NETWORKS : List.of(parse(network))) {
            measure(of, rate, out);
        }
        return ExitCode.OK;
    }

    private StepNetwork parse(String text) {
        String[] sizes = text.split("-", -1);
        try {
            if (sizes.length == 3 && batch > 0) {
                StepNetwork parsed = new StepNetwork(
                        Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]), batch);
                if (parsed.inputs() > 0 && parsed.hidden() > 0 && parsed.classes() > 1) {
                    return parsed;
                }
            }
        } catch (NumberFormatException e) {
            throw refuse(text);
        }
        throw refuse(text);
    }

    private ConfigException refuse(String text) {
        return new ConfigException(
                "--network must be IN-H-OUT of positive numbers, with at least 2 classes, and --batch"
                        + " >= 1 but they were " + text + " and " + batch);
    }

    private void measure(StepNetwork of, double operationsPerSecond, PrintStream out) {
        List<StepContender> contenders = contenders(of);
        try {
            StepContender.inTurns(contenders, rounds, roundMs);
        } finally {
            contenders.forEach(StepContender::close);
        }
        out.printf(Locale.ROOT, "%n%s%n", of);
        StepContender.print(contenders, operationsPerSecond, out);
    }

    private List<StepContender> contenders(StepNetwork of) {
        String perBatch = "dropout-sampling: per-batch, ";
        List<StepContender> all = new ArrayList<>();
        all.add(own(of, "R-Drop, planned", Dropped.BOTH, RATE, 2, "", of.operations(1, 2, 1, 1)));
        all.add(own(of, "plain, planned", Dropped.BOTH, RATE, 1, "", of.operations(1, 1, 1, 1)));
        all.add(own(
                of, "R-Drop, planned, dropout after the last hidden layer", Dropped.LAST, RATE, 2, "", last(of, 2)));
        all.add(own(of, "plain, planned, dropout after the last hidden layer", Dropped.LAST, RATE, 1, "", last(of, 1)));
        all.add(own(of, "R-Drop, planned, per-batch, p = 0.3", Dropped.BOTH, RATE, 2, perBatch, kept(of, RATE)));
        all.add(own(
                of, "R-Drop, planned, per-batch, p = 0.5", Dropped.BOTH, HIGH_RATE, 2, perBatch, kept(of, HIGH_RATE)));
        all.add(own(of, "plain, planned, no dropout", Dropped.NONE, RATE, 1, "", of.operations(1, 1, 1, 1)));
        all.add(own(of, "R-Drop, DL4J", Dropped.BOTH, RATE, 2, "engine: dl4j", of.operations(2, 2, 1, 1)));
        TensorBatch rows = batch(of);
        StackedFit fit = new StackedFit(of, RATE, rows.inputs(), rows.targets());
        all.add(contender("DL4J fit() on the stacked batch", of.operations(2, 2, 1, 1), fit::step, fit::close));
        if (libtorch != null) {
            all.add(new StepContender("R-Drop, libtorch", of.operations(2, 2, 1, 1), libtorch(libtorch, of), rounds));
        }
        return all;
    }

    /** In a process of its own, since its JavaCPP is another one than ND4J's. */
    private static ProcessSteps libtorch(Path libraries, StepNetwork of) {
        if (!Files.isDirectory(libraries)) {
            throw new ConfigException("--libtorch must be a folder of jars but " + libraries
                    + " is none; `./mvnw -f benchmarks/libtorch/pom.xml package` makes benchmarks/libtorch/target/lib");
        }
        return new ProcessSteps(
                "libtorch",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        libraries + "/*",
                        "LibtorchStep",
                        Integer.toString(of.inputs()),
                        Integer.toString(of.hidden()),
                        Integer.toString(of.classes()),
                        Integer.toString(of.rows()),
                        String.format(Locale.ROOT, "%s", RATE)));
    }

    /** Everything up to the last product once. */
    private static double last(StepNetwork of, int passes) {
        double body = of.operations(1, 1, 1, 1) - lastLayer(of);
        return body + passes * lastLayer(of);
    }

    private static double lastLayer(StepNetwork of) {
        return 3 * 2.0 * of.rows() * of.hidden() * of.classes();
    }

    /** Of the first layer what one pass or the other keeps, of the second what a pass keeps on either side. */
    private static double kept(StepNetwork of, double rate) {
        return of.operations(1, 2, 1 - rate * rate, 1 - rate);
    }

    private StepContender own(
            StepNetwork of, String title, Dropped dropped, double rate, int passes, String setting, double operations) {
        boolean isModelSetting = setting.startsWith("engine");
        String yaml = String.format(
                Locale.ROOT,
                "features: [{name: x}]%nlabel: {classes: [%s]}%nmodel: {type: dl4j, file: '%s'%s}%n"
                        + "r-drop: {%spasses: %d, alpha: %d}%n",
                IntStream.range(0, of.classes()).mapToObj(c -> "c" + c).collect(Collectors.joining(", ")),
                write(of.json(dropped, rate)),
                isModelSetting ? ", " + setting : "",
                isModelSetting ? "" : setting,
                passes,
                passes - 1 > 0 ? 1 : 0);
        TrainableModel model = Engines.load()
                .create(ModelSpec.of(
                        JobConfigs.parse(yaml, "the benchmark", List.of()),
                        new InputShape.Vector(of.inputs()),
                        new OutputShape.Classes(of.classes())));
        TensorBatch rows = batch(of);
        return contender(title, operations, () -> model.update(rows), model::close);
    }

    private StepContender contender(String title, double operations, Runnable step, Runnable close) {
        return new StepContender(title, operations, StepContender.here(step, close), rounds);
    }

    private static Path write(String json) {
        try {
            Path file = Files.createTempFile("rdrop-bench-", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException("the benchmark's network could not be written", e);
        }
    }

    private static TensorBatch batch(StepNetwork of) {
        Random random = new Random(1);
        float[] inputs = new float[of.rows() * of.inputs()];
        double[] targets = new double[of.rows()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        for (int row = 0; row < of.rows(); row++) {
            targets[row] = random.nextInt(of.classes());
        }
        return new TensorBatch(of.rows(), of.inputs(), inputs, targets);
    }
}
