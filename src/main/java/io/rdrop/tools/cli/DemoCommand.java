package io.rdrop.tools.cli;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.task.Task;
import io.rdrop.tools.console.GeneratorNames;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.report.DriftPoint;
import io.rdrop.tools.report.ReportBuilder;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns a classical drifting stream. */
@Command(
        name = "demo",
        description = {
            "Learn a drifting stream from one of the classical generators: real Kafka, real Flink, a DL4J network.",
            "Watch the live page, the progress line, /metrics and Flink's web UI; the report shows the known drift"
                    + " points."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop demo",
            "  rdrop demo --generator hyperplane --examples 200000",
            "  rdrop demo --generator agrawal --set r-drop.alpha=0",
            "  rdrop demo --keep-running            # until Ctrl-C; then the report is written",
            "  rdrop demo --resume rdrop-out/demo-sea"
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--generator",
            defaultValue = "sea",
            paramLabel = "NAME",
            completionCandidates = GeneratorNames.class,
            description =
                    "sea, hyperplane, rbf, led, agrawal, friedman or friedman-gradual (default: ${DEFAULT-VALUE}).")
    private String generator = "sea";

    @Option(
            names = "--examples",
            defaultValue = "100000",
            paramLabel = "N",
            description = "How many examples; drift points are spread over them (default: ${DEFAULT-VALUE}).")
    private long examples;

    @Option(names = "--keep-running", description = "Go on until Ctrl-C, at 1,000 examples a second.")
    private boolean keepRunning;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws Exception {
        String name = GeneratorOptions.checked(generator, examples);
        JobConfig job = JobConfigs.parse(yaml(name), "the demo", output.overrides());
        DriftStream stream = GeneratorOptions.open(name, job.seed(), examples);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("generator", name);
        facts.put("seed", Long.toString(job.seed()));
        String title = name.toUpperCase(Locale.ROOT) + ": a drifting stream";
        RunFile file = new RunFile(
                "demo",
                RunArguments.of(Objects.requireNonNull(spec).commandLine().getParseResult()),
                null,
                JobConfigs.print(job),
                title,
                facts,
                keepRunning ? List.of() : drawn(stream.driftPointsBefore(examples)),
                keepRunning ? 0 : examples,
                output.bootstrap,
                0,
                0,
                RunFile.State.RUNNING);
        OutputOptions.Begun begun = output.begin(file, job, "demo-" + name);
        if (!begun.resumed()) {
            Files.writeString(begun.directory().jobYaml(), yaml(name));
        }
        ReportBuilder report =
                new ReportBuilder(Task.of(job).terms()).title(title).facts(facts);
        StreamRun.Options run = new StreamRun.Options(
                job,
                begun.directory(),
                begun.file(),
                begun.resumed(),
                new GeneratedRecords(
                        () -> GeneratorOptions.open(name, job.seed(), examples),
                        keepRunning ? GeneratedRecords.ENDLESS : examples),
                end -> drawn(stream.driftPointsBefore(end)),
                report);
        return new RunCommand(run, output, System.out).call();
    }

    private static List<DriftPoint> drawn(List<io.rdrop.tools.feed.generator.DriftPoint> points) {
        return points.stream()
                .map(point -> new DriftPoint(point.example(), point.change()))
                .toList();
    }

    private String yaml(String name) {
        return "# The demo's job: the " + name + " generator.\n"
                + Generators.jobYaml(GeneratorOptions.open(name, 0, examples));
    }
}
