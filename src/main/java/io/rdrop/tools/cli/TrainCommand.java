package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.task.Task;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.report.ReportBuilder;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns from a data file, row by row, through a real topic and the real job. */
@Command(
        name = "train",
        description = {
            "Learn from a data file (CSV, TSV, JSON lines, idx files of images, each also .gz), in file order.",
            "A first look at the file infers columns and classes and writes them as job.yaml, to edit and use again"
                    + " with --config."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop train --data electricity.csv.gz --label class",
            "  rdrop train --data electricity.csv.gz --label class --set r-drop.alpha=0.5 --set model.hidden=[128]",
            "  rdrop train --data electricity.csv.gz --label class --config rdrop-out/train-electricity/job.yaml",
            "  rdrop train --data reviews.tsv.gz --label label --task text-classification",
            "  rdrop train --data train-images-idx3-ubyte.gz --task image-classification --limit 20000",
            "  rdrop train --resume rdrop-out/train-electricity    # after Ctrl-C, a failure, kill -9"
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "The data file.")
    private Path data = Path.of("");

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column to predict (default: ${DEFAULT-VALUE}).",
            defaultValue = TaskOptions.LABEL)
    private String label = TaskOptions.LABEL;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Job YAML; without `features` and `label` in it, those are inferred from the data.")
    private @Nullable Path config;

    @Option(names = "--id-column", paramLabel = "COLUMN", description = "Column that holds each record's id.")
    private @Nullable String idColumn;

    @Option(
            names = "--model-column",
            paramLabel = "COLUMN",
            description = "Column that holds the model key: one model per value.")
    private @Nullable String modelColumn;

    @Option(
            names = "--time-column",
            paramLabel = "COLUMN",
            description = "Column that holds the event time (ISO-8601, or milliseconds since 1970).")
    private @Nullable String timeColumn;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        PrintStream out = System.out;
        EnvelopeColumns envelope = new EnvelopeColumns(idColumn, modelColumn, timeColumn);
        TaskData rows = Startup.during(
                Terminal.ofProcess(),
                "Looking at " + data.getFileName(),
                () -> task.look(data, label, envelope, config, output.overrides()));
        out.print(rows.describe());
        String yaml = rows.jobYaml();
        JobConfig job = configuration(yaml);
        Task.of(job).check();
        Task.of(job).requireEngine();
        if (!output.resumes()) {
            Task.of(job).checkFiles();
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("data", data.getFileName().toString());
        facts.put("label", label);
        String title = "Training on " + data.getFileName();
        RunFile file = new RunFile(
                "train",
                RunArguments.of(Objects.requireNonNull(spec).commandLine().getParseResult()),
                DataFingerprint.of(data),
                JobConfigs.print(job),
                title,
                facts,
                List.of(),
                rows.rows(),
                output.bootstrap,
                0,
                0,
                RunFile.State.RUNNING);
        OutputOptions.Begun begun = output.begin(file, job, "train-" + name());
        Path jobYaml = begun.directory().jobYaml();
        if (!begun.resumed()) {
            Files.writeString(jobYaml, config == null ? yaml : JobConfigs.print(job));
        }
        out.println("Job           " + jobYaml);

        ReportBuilder report =
                new ReportBuilder(Task.of(job).terms()).title(title).facts(facts);
        StreamRun.Options run = new StreamRun.Options(
                job, begun.directory(), begun.file(), begun.resumed(), rows.records(job), end -> List.of(), report);
        return new RunCommand(run, output, out).call();
    }

    private JobConfig configuration(String inferred) {
        List<String> overrides = new ArrayList<>(List.of("label.column=\"" + label.replace("\"", "\\\"") + "\""));
        overrides.addAll(task.overrides(output.overrides()));
        return config == null
                ? JobConfigs.parse(inferred, "the inferred job", overrides)
                : JobConfigs.parse(
                        JobConfigs.withDefaults(TaskOptions.text(config), config.toString(), inferred),
                        config.toString(),
                        overrides);
    }

    private String name() {
        String name = data.getFileName().toString();
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
