package io.rdrop.tools.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import io.rdrop.tensor.SparseRows;
import io.rdrop.tensor.TensorBatch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** What one R-Drop step on hashed words costs, beside the same network with a dense first layer, and beside PyTorch. */
@Command(
        name = "bag",
        description = {
            "What one R-Drop update on bags of hashed words costs: with a table of buckets, with a dense first layer (up to 65,536), with",
            "PyTorch's EmbeddingBag where a python3 has torch, in turns in one run. The network is buckets-units-classes with",
            "ReLU, dropout and Adam; words come by Zipf's law. Times are medians over rounds, on the wall's clock and of the",
            "processor; ratios are of the latter."
        },
        footer = {"", "Examples:", "  rdrop bench bag", "  rdrop bench bag --buckets 1048576 --units 64"},
        mixinStandardHelpOptions = true)
final class BenchBagCommand implements Callable<Integer> {
    private static final double RATE = 0.3;
    private static final int BATCHES = 512;
    private static final int MOST_BUCKETS = 1 << 22;

    /** With more buckets a dense first layer takes so long, and so much memory, that nobody would. */
    private static final int MOST_DENSE = 1 << 16;

    @Option(names = "--buckets", paramLabel = "N", description = "Buckets (default: ${DEFAULT-VALUE}).")
    private int buckets = 1 << 15;

    @Option(names = "--units", paramLabel = "N", description = "Units of the hidden layer (default: ${DEFAULT-VALUE}).")
    private int units = 128;

    @Option(names = "--words", paramLabel = "N", description = "Words of a text (default: ${DEFAULT-VALUE}).")
    private int words = 20;

    @Option(names = "--batch", paramLabel = "ROWS", description = "Texts of a batch (default: ${DEFAULT-VALUE}).")
    private int batch = 32;

    @Option(names = "--classes", paramLabel = "N", description = "Classes (default: ${DEFAULT-VALUE}).")
    private int classes = 2;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds = 15;

    @Option(
            names = "--round-ms",
            paramLabel = "MS",
            description = "How long each contender runs in a round (default: ${DEFAULT-VALUE}).")
    private int roundMs = 200;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (buckets < 2 || buckets > MOST_BUCKETS || units < 1 || words < 1 || batch < 1 || classes < 2) {
            throw new ConfigException("--buckets must be within 2.." + MOST_BUCKETS
                    + ", --units, --words and --batch >= 1, --classes >= 2 but they were " + buckets + ", " + units
                    + ", " + words + ", " + batch + " and " + classes);
        }
        if (rounds < 1 || roundMs < 1) {
            throw new ConfigException("--rounds and --round-ms must be >= 1 but were " + rounds + " and " + roundMs);
        }
        PrintStream out = System.out;
        List<TensorBatch> batches = batches();
        Path file = Files.createTempFile("rdrop-bench-", ".json");
        List<StepContender> contenders = new ArrayList<>();
        try {
            write(batches, file);
            contenders.add(own("R-Drop, table", new InputShape.Bag(buckets), batches, 2));
            contenders.add(own("plain, table", new InputShape.Bag(buckets), batches, 1));
            if (buckets <= MOST_DENSE) {
                contenders.add(own(
                        "R-Drop, dense first layer", new InputShape.Vector(buckets), dense(batches.subList(0, 8)), 2));
            }
            addPyTorch(contenders, file, out);
            StepContender.inTurns(contenders, rounds, roundMs);
        } finally {
            contenders.forEach(StepContender::close);
            Files.delete(file);
        }
        out.printf(
                Locale.ROOT,
                "%n%d-%d-%d, batch %d, %d words each, %.0f distinct a batch%n",
                buckets,
                units,
                classes,
                batch,
                words,
                batches.stream().mapToLong(BenchBagCommand::distinct).average().orElseThrow());
        StepContender.print(contenders, Double.NaN, out);
        return ExitCode.OK;
    }

    private void addPyTorch(List<StepContender> contenders, Path file, PrintStream out) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        Optional<Python> python = Python.find("embedding_bag.py", missing);
        if (python.isEmpty()) {
            out.println("No PyTorch: " + String.join("; ", missing) + ". See benchmarks/README.md.");
            return;
        }
        List<String> arguments = List.of(
                "--batches=" + file,
                "--buckets=" + buckets,
                "--units=" + units,
                "--classes=" + classes,
                "--dropout=" + RATE);
        contenders.add(
                process("R-Drop, PyTorch EmbeddingBag, Adam", python.get().command(arguments)));
        List<String> sparse = new ArrayList<>(arguments);
        sparse.add("--sparse");
        contenders.add(process(
                "R-Drop, PyTorch EmbeddingBag, sparse, SparseAdam", python.get().command(sparse)));
    }

    private StepContender process(String title, List<String> command) {
        return new StepContender(title, null, new ProcessSteps("PyTorch", command), rounds);
    }

    private StepContender own(String title, InputShape input, List<TensorBatch> batches, int passes) {
        String yaml = String.format(
                Locale.ROOT,
                "features: [{name: x}]%nlabel: {classes: [%s]}%n"
                        + "model: {type: mlp, hidden: [%d], dropout: %s, updater: {type: adam, learning-rate: 0.001}}%n"
                        + "r-drop: {passes: %d, alpha: %d}%n",
                String.join(
                        ", ", IntStream.range(0, classes).mapToObj(c -> "c" + c).toList()),
                units,
                RATE,
                passes,
                passes - 1);
        TrainableModel model = Engines.load()
                .create(ModelSpec.of(
                        JobConfigs.parse(yaml, "the benchmark", List.of()), input, new OutputShape.Classes(classes)));
        int[] next = {0};
        Runnable step = () -> model.update(batches.get(next[0]++ % batches.size()));
        return new StepContender(title, null, StepContender.here(step, model::close), rounds);
    }

    /** Texts whose words come by Zipf's law. */
    private List<TensorBatch> batches() {
        Random random = new Random(1);
        List<TensorBatch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            SparseRows rows = new SparseRows(buckets);
            double[] targets = new double[batch];
            for (int row = 0; row < batch; row++) {
                random.doubles()
                        .mapToInt(this::word)
                        .distinct()
                        .limit(Math.min(words, buckets))
                        .forEach(word -> rows.add(word, 1));
                rows.endRow();
                targets[row] = random.nextInt(classes);
            }
            batches.add(new TensorBatch(rows, targets));
        }
        return batches;
    }

    /** The bucket of the word of a rank that is drawn with a probability of about 1 / rank. */
    private int word(double uniform) {
        long rank = (long) Math.pow(buckets, uniform) - 1;
        return (int) (rank * 2_654_435_761L % buckets); // neighbours in rank are none in the table
    }

    private static long distinct(TensorBatch batch) {
        SparseRows rows = sparse(batch);
        return IntStream.range(0, rows.entries()).map(rows::column).distinct().count();
    }

    private List<TensorBatch> dense(List<TensorBatch> batches) {
        return batches.stream()
                .map(of -> {
                    float[] inputs = new float[Math.multiplyExact(of.rows(), buckets)];
                    sparse(of).toDense(inputs);
                    return new TensorBatch(of.rows(), buckets, inputs, of.targets());
                })
                .toList();
    }

    private static SparseRows sparse(TensorBatch batch) {
        return Objects.requireNonNull(batch.sparse(), "batches are made sparse");
    }

    private static void write(List<TensorBatch> batches, Path file) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (TensorBatch batch : batches) {
            SparseRows rows = sparse(batch);
            List<int[]> columns = IntStream.range(0, rows.rows())
                    .mapToObj(row -> IntStream.range(rows.start(row), rows.start(row + 1))
                            .map(rows::column)
                            .toArray())
                    .toList();
            int[] targets = IntStream.range(0, rows.rows())
                    .map(row -> (int) batch.targets()[row])
                    .toArray();
            all.add(Map.of("columns", columns, "targets", targets));
        }
        new ObjectMapper().writeValue(file.toFile(), all);
    }
}
