package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.experiment.BaseSettings;
import io.rdrop.tools.experiment.CellRunner;
import io.rdrop.tools.experiment.CellStore;
import io.rdrop.tools.experiment.DataStream;
import io.rdrop.tools.experiment.Equal;
import io.rdrop.tools.experiment.Experiment;
import io.rdrop.tools.experiment.ExperimentFiles;
import io.rdrop.tools.experiment.ExperimentTable;
import io.rdrop.tools.experiment.Study;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FormattedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What R-Drop is worth on data files: one of the studies, cell by cell. */
@Command(
        name = "experiment",
        description = {
            "What R-Drop is worth on your data: a STUDY compares settings over seeds, and tells their paired differences"
                    + " with 95 %% intervals (docs/experiments.md).",
            "Runs cells (a variant, a file, a seed) on all cores, without Kafka. A finished cell is kept: the same command"
                    + " goes on after Ctrl-C or kill -9, and gives the same table.",
            "Writes the table as CSV, Markdown and a page with curves."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop experiment baseline --data electricity.csv.gz weather.csv.gz --label class",
            "  rdrop experiment alpha --data electricity.csv.gz --label class --equal seconds",
            "  rdrop experiment dropout --data pairs.tsv.gz --task translation --label en",
            "  rdrop experiment pool --data reviews.tsv.gz --task text-classification --seeds 5"
        },
        mixinStandardHelpOptions = true)
final class ExperimentCommand implements Callable<Integer> {
    private static final double MS_PER_SECOND = 1000;

    @Parameters(
            paramLabel = "STUDY",
            description = "dropout, baseline, alpha, every, passes, rates, cost, replay or pool.")
    private String study = "";

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "The data files: each is a stream, in file order.")
    private List<Path> data = List.of();

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column to predict (default: ${DEFAULT-VALUE}).",
            defaultValue = TaskOptions.LABEL)
    private String label = TaskOptions.LABEL;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Runs of each variant on each file (default: ${DEFAULT-VALUE}).")
    private int seeds = 10;

    @Option(
            names = "--equal",
            paramLabel = "WHAT",
            defaultValue = "examples",
            description =
                    "What variants have the same of: examples, updates or seconds. For the latter two cheaper ones"
                            + " make further updates on replayed examples (default: ${DEFAULT-VALUE}).")
    private Equal equal = Equal.EXAMPLES;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rdrop-out/experiments",
            description = "Where cells and tables are kept, also those of other studies (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("rdrop-out", "experiments");

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Cells at a time (default: as many as there are cores; 1 for cost, whose times would be"
                    + " disturbed).")
    private @Nullable Integer threads;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a configuration key for all variants; what a variant is about wins.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Study wanted = Study.of(study);
        Terminal terminal = Terminal.ofProcess();
        int cells = threads(wanted);
        List<DataStream> streams = new ArrayList<>();
        for (Path file : data) {
            streams.add(Startup.during(terminal, "Looking at " + file.getFileName(), () -> stream(wanted, file)));
        }
        Experiment experiment = Experiment.of(wanted, equal, seeds, streams);
        StopRequest stop = new StopRequest();
        Interrupts.install(stop::request);
        long beganMs = System.currentTimeMillis();
        ExperimentProgress progress = new ExperimentProgress(terminal, System::currentTimeMillis);
        Optional<ExperimentTable> table;
        try (CellStore store = CellStore.open(out)) {
            table = new CellRunner(experiment, store, progress).run(cells, stop::requested);
            progress.end();
            if (table.isPresent()) {
                ExperimentFiles files = new ExperimentFiles(out, experiment);
                files.write(table.get(), facts(progress.run(), (System.currentTimeMillis() - beganMs) / MS_PER_SECOND));
                terminal.say(Files.readString(files.markdown()));
                terminal.say("Table         " + files.markdown());
                terminal.say("Page          " + files.page());
            }
        }
        if (table.isEmpty()) {
            terminal.say("Stopped. The same command goes on: what is finished is kept in " + out);
        }
        return Main.DONE;
    }

    private int threads(Study wanted) {
        if (threads == null) {
            return wanted == Study.COST ? 1 : Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1) {
            throw new ConfigException("--threads must be > 0 but was " + threads);
        }
        return threads;
    }

    private DataStream stream(Study wanted, Path file) throws IOException {
        List<String> settings = task.overrides(overrides);
        TaskData rows = task.look(file, label, EnvelopeColumns.NONE, null, settings);
        JobConfig job = BaseSettings.of(wanted, rows.jobYaml(), settings);
        List<byte[]> records = new ArrayList<>();
        new FormattedRecords(rows.records(job), job).iterator().forEachRemaining(records::add);
        String name = String.valueOf(file.getFileName());
        return DataStream.of(name.replaceFirst("(\\.(csv|tsv|tab|jsonl|ndjson|json|gz))+$", ""), job, records);
    }

    private Map<String, String> facts(int run, double seconds) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("command", command());
        facts.put("hardware", Hardware.describe());
        facts.put("cells run this time", Integer.toString(run));
        facts.put("minutes", String.format(Locale.ROOT, "%.1f", seconds / 60));
        return facts;
    }

    /** As it was typed, files without their folders. */
    private String command() {
        List<String> words = new ArrayList<>(List.of("rdrop experiment"));
        for (String word :
                Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs()) {
            words.add(
                    data.contains(Path.of(word)) ? String.valueOf(Path.of(word).getFileName()) : word);
        }
        return String.join(" ", words);
    }
}
