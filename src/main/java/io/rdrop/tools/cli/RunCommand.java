package io.rdrop.tools.cli;

import io.rdrop.config.JobConfigs;
import io.rdrop.engine.TrainableModel;
import io.rdrop.learn.pool.PoolLearner;
import io.rdrop.registry.FileEntry;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.tools.live.LivePage;
import io.rdrop.tools.live.LiveRun;
import io.rdrop.tools.live.Phase;
import io.rdrop.tools.report.ClassText;
import io.rdrop.tools.report.OutlierText;
import io.rdrop.tools.report.PoolText;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ReportWriter;
import io.rdrop.tools.report.RunReport;
import io.rdrop.tools.report.SnapshotEntry;
import io.rdrop.tools.report.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** What {@code demo} and {@code train} have in common: a run, then its report and a summary. */
final class RunCommand implements Callable<Integer> {
    private static final double MS_PER_SECOND = 1000;

    private final StreamRun.Options options;
    private final OutputOptions output;
    private final Terminal terminal;
    private final PrintStream out;

    RunCommand(StreamRun.Options options, OutputOptions output, PrintStream out) {
        this.options = options;
        this.output = output;
        this.out = out;
        terminal = Terminal.ofProcess();
    }

    @Override
    public Integer call() throws Exception {
        LiveRun live = new LiveRun(options.report(), options.records(), System::nanoTime);
        StopRequest stop = new StopRequest();
        Interrupts.install(stop::request);
        try (LivePage page = output.openLivePage(live)) {
            if (page != null) {
                out.println("Live page     " + page.uri());
            }
            try {
                run(live, stop);
            } catch (Exception e) {
                live.end(Phase.FAILED, Main.reason(e));
                throw e;
            }
        }
        return Main.DONE;
    }

    private void run(LiveRun live, StopRequest stop) throws Exception {
        RunOutcome outcome;
        try (Startup startup = Startup.of(terminal, "Starting Kafka and Flink")) {
            outcome = new StreamRun(options, live, terminal, startup, stop).run();
        }
        RunDirectory directory = options.directory();
        RunReport report = write(outcome);
        RunFile.read(directory).with(outcome.state()).write(directory);
        Exception failure = outcome.failure();
        if (failure != null) {
            out.println("Report        " + directory.reportHtml());
            showHowToGoOn();
            throw failure;
        }
        live.end(Phase.FINISHED, "The report is in " + directory.reportHtml().toAbsolutePath());
        summarise(report, outcome);
        if (outcome.stopped()) {
            showHowToGoOn();
        } else {
            directory.forgetHowToGoOn();
        }
    }

    private void showHowToGoOn() {
        out.println("Go on with    rdrop " + options.file().command() + " --resume "
                + options.directory().root());
    }

    /** Writes the report of a run that is over, however it ended, from what it left. */
    Integer reportWhatIsThere() throws Exception {
        RunFile file = options.file();
        try (KafkaConnection kafka = Startup.during(
                        terminal,
                        "Reading what the run left",
                        () -> KafkaConnection.open(
                                file.bootstrap(), options.directory().kafka()));
                JobOutputs outputs = new JobOutputs(
                        StreamRun.effective(options.job(), kafka.bootstrap(), options.directory()),
                        StreamRun.reportsTopic(options.job()),
                        options.report(),
                        version -> {},
                        command -> {},
                        file.startedMs())) {
            RunOutcome outcome = new RunOutcome(
                    outputs.trained(),
                    outputs.rejected(),
                    outputs.rejectedByReason(),
                    0,
                    true,
                    null,
                    Duration.ofMillis(Math.max(0, outputs.lastMs() - file.startedMs())));
            summarise(write(outcome), outcome);
        }
        showHowToGoOn();
        return Main.DONE;
    }

    private RunReport write(RunOutcome outcome) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>(options.file().facts());
        if (outcome.failure() != null) {
            facts.put("failed", Main.reason(outcome.failure()));
        } else if (outcome.stopped()) {
            facts.put("stopped", "before the end");
        }
        options.report().facts(facts);
        RunReport report = report(outcome);
        ReportWriter.writeJson(report, options.directory().reportJson());
        ReportWriter.writeHtml(report, options.directory().reportHtml());
        ReportWriter.writeCsv(report, options.directory().reportCsv());
        return report;
    }

    private RunReport report(RunOutcome outcome) throws IOException {
        ReportBuilder report = options.report();
        ModelRegistry registry =
                new ModelRegistry(new LocalRegistryStorage(options.directory().models()), Clock.systemUTC());
        List<SnapshotEntry> snapshots = new ArrayList<>();
        Map<String, String> finalStates = new TreeMap<>();
        List<String> warnings = new ArrayList<>();
        for (String model : registry.models()) {
            for (SnapshotManifest manifest : registry.manifests(model)) {
                snapshots.add(new SnapshotEntry(model, manifest.version(), manifest.step(), modelSha256(manifest)));
            }
            Optional<Long> newest = registry.newest(model);
            if (newest.isPresent()) {
                SnapshotManifest last = registry.manifest(model, newest.get());
                finalStates.put(model, last.stateSha256());
                if (last.heldBack() != null) {
                    warnings.add("Version " + last.version() + " of model " + model + " is held back, `latest` names "
                            + registry.latest(model)
                                    .map(latest -> "version " + latest)
                                    .orElse("none") + ": "
                            + last.heldBack());
                }
            }
        }
        return report.driftPoints(options.driftPointsBefore().apply(outcome.read()))
                .configuration(JobConfigs.tree(options.job()))
                .read(outcome.read())
                .rejected(outcome.rejectedByReason())
                .snapshots(snapshots)
                .finalStateSha256(finalStates)
                .warnings(warnings)
                .elapsed(outcome.elapsed())
                .build();
    }

    private static String modelSha256(SnapshotManifest manifest) {
        return Stream.of(TrainableModel.EXPORT, PoolLearner.FILE)
                .map(manifest.files()::get)
                .filter(Objects::nonNull)
                .map(FileEntry::sha256)
                .findFirst()
                .orElse("");
    }

    private void summarise(RunReport report, RunOutcome outcome) {
        out.println();
        out.println(Verdict.of(report.terms(), report.main().prequential()).sentence());
        report.setbacks().forEach(out::println);
        if (report.main().pool() != null) {
            PoolText.worth(report.main().pool()).ifPresent(out::println);
        }
        report.warnings().forEach(out::println);
        ClassText.rare(report.main().prequential()).forEach(out::println);
        out.printf(
                Locale.ROOT,
                "Examples      %,d read, %,d trained, %,d rejected%s%n",
                outcome.read(),
                outcome.trained(),
                outcome.rejected(),
                outcome.stopped() ? " (stopped before the end)" : "");
        outcome.rejectedByReason().forEach((reason, count) -> out.printf(Locale.ROOT, "  %-20s %,d%n", reason, count));
        if (!report.outliers().isEmpty()) {
            out.println("Outliers      " + OutlierText.line(report.outliers()));
        }
        report.finalStateSha256().forEach((model, sha) -> out.printf("State         %s  (%s)%n", sha, model));
        Path root = options.directory().root();
        out.printf(
                Locale.ROOT,
                "Took          %.1f s%nModels        %s%nReport        %s%n",
                outcome.elapsed().toMillis() / MS_PER_SECOND,
                root.resolve("models"),
                options.directory().reportHtml());
    }
}
