package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import io.rdrop.config.JobConfig;
import io.rdrop.predict.Predictor;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.session.SnapshotReader;
import io.rdrop.tools.console.FileOptions;
import io.rdrop.tools.feed.asked.Answers;
import io.rdrop.tools.feed.asked.AskedRows;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts the rows of a file, or of standard input, by a version of a registry. */
@Command(
        name = "predict",
        description = {
            "Predict the rows of a data file (CSV, TSV, JSON lines, idx images, each also .gz), or of standard input,"
                    + " by a model's latest version or another one.",
            "Writes each row with `prediction` and `probability` beside it. Rows that cannot be predicted are named on"
                    + " standard error and left out; the exit code is then 1."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop predict --registry rdrop-out/train-electricity/models --data new.csv",
            "  rdrop predict --registry models --data new.csv.gz --all --output predicted.csv",
            "  rdrop predict --registry models --version 3 --data new.csv --label class",
            "  rdrop predict --registry models --format jsonl < records.jsonl",
            "  rdrop predict --registry models --data t10k-images-idx3-ubyte.gz",
            "  rdrop predict --registry models --data new.tsv --text-column de --beam 5",
            "  echo 'ROMEO:' | rdrop predict --registry models --continue 200"
        })
final class PredictCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String CLOSED_PIPE = "Broken pipe";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli asks for it
    private boolean help;

    @Option(names = "--registry", required = true, paramLabel = "DIR", description = "Registry directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "KEY",
            description = "Model key (default: the only one, or `default` of several).")
    private @Nullable String model;

    @Option(names = "--version", paramLabel = "V", description = "Version (default: the latest).")
    private @Nullable Long version;

    @Option(
            names = "--data",
            defaultValue = STANDARD_INPUT,
            paramLabel = "FILE",
            description = "The data file; `-` is standard input: JSON lines, or a table with a header (default: -).")
    private String data = STANDARD_INPUT;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "Column that holds the true labels: shows at the end how well they were predicted.")
    private @Nullable String label;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Of idx images: the idx file of their true labels, likewise.")
    private @Nullable Path labels;

    @Option(names = "--all", description = "The probability of every class instead of the predicted one's.")
    private boolean all;

    @Option(
            names = "--format",
            defaultValue = "csv",
            paramLabel = "FORMAT",
            description = "csv, or jsonl for JSON lines (default: ${DEFAULT-VALUE}).")
    private Answers.Form form = Answers.Form.CSV;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write to this file, which is there only when it is whole (default: standard output).")
    private @Nullable Path output;

    @Option(names = "--skip", paramLabel = "N", description = "Without the first N rows (default: 0).")
    private long skip;

    @ArgGroup(exclusive = false)
    private @Nullable ContinueOptions continuing;

    @ArgGroup(exclusive = false)
    private @Nullable BeamOptions search;

    @Mixin
    private FileOptions file = new FileOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private final InputStream in;
    private final OutputStream out;

    PredictCommand() {
        this(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    /** One that is told where standard input and output are. */
    PredictCommand(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        ModelRegistry registry = RegistryDirectory.open(directory);
        String key = RegistryDirectory.model(registry, directory, model);
        if (skip < 0) {
            throw new ConfigException("--skip must be >= 0 but was " + skip);
        }
        Predictor.Builder opened = Predictor.of(registry, key).atMost(1);
        opened = version == null ? opened : opened.version(version);
        if (search != null) {
            long asked = opened.describe().version();
            search.check(key, new SnapshotReader(registry).config(key, asked).task());
            opened = search.of(opened);
        }
        try (Predictor predictor = opened.open()) {
            JobConfig job =
                    new SnapshotReader(registry).config(key, predictor.version().version());
            if (continuing != null) {
                continuing.check(key, job.task());
            }
            try (AskedRows rows = rows(job)) {
                return write(job, predictor, rows);
            }
        }
    }

    private AskedRows rows(JobConfig job) throws Exception {
        AskedRows.Options options = new AskedRows.Options(label, file.textColumn(), labels, file.dialect());
        if (data.equals(STANDARD_INPUT)) {
            return AskedRows.of(in, "standard input", job, options);
        }
        Path path = Path.of(data);
        if (output != null && Files.exists(output) && Files.exists(path) && Files.isSameFile(path, output)) {
            throw new ConfigException("--output must not be the data file but was " + output);
        }
        return Startup.during(
                Terminal.ofProcess(), "Looking at " + path.getFileName(), () -> AskedRows.of(path, job, options));
    }

    private int write(JobConfig job, Predictor predictor, AskedRows rows) throws IOException {
        boolean streams = data.equals(STANDARD_INPUT);
        PredictedRows predicted = new PredictedRows(
                predictor,
                job,
                new PredictedRows.Options(
                        all,
                        form,
                        label != null || labels != null,
                        streams ? 1 : job.microBatch().size(),
                        streams,
                        skip,
                        file.limit(),
                        continuing),
                Objects.requireNonNull(spec).commandLine().getErr(),
                new ProgressLine(Terminal.ofProcess(), Math.min(file.limit(), Math.max(0, rows.total() - skip))));
        Set<String> numeric = job.features().stream()
                .filter(feature -> feature.type() == FeatureType.NUMERIC)
                .map(FeatureConfig::name)
                .collect(Collectors.toSet());
        if (output == null) {
            try (Answers answers = Answers.in(form, writer(out), numeric)) {
                predicted.write(rows, answers);
            } catch (IOException e) {
                if (String.valueOf(e.getMessage()).contains(CLOSED_PIPE)) {
                    return Main.DONE; // whoever reads has seen enough
                }
                throw e;
            }
            return predicted.finish();
        }
        Path part = output.resolveSibling(output.getFileName() + ".part");
        try (Answers answers = Answers.in(form, writer(Files.newOutputStream(part)), numeric)) {
            predicted.write(rows, answers);
        }
        Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
        return predicted.finish();
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }
}
