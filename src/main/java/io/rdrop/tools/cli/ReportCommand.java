package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.example.StepReport;
import io.rdrop.example.TaskTerms;
import io.rdrop.job.wire.DeadLetterSchema;
import io.rdrop.job.wire.HeaderText;
import io.rdrop.job.wire.StepReportJson;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.report.ClassText;
import io.rdrop.tools.report.ReportBuilder;
import io.rdrop.tools.report.ReportWriter;
import io.rdrop.tools.report.RunReport;
import io.rdrop.tools.report.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the curves of a job from its topic of step reports, however long ago it ran. */
@Command(
        name = "report",
        description = {
            "Of one RUN (its folder) that was stopped or killed: make its report from what it left.",
            "Of several: compare their scores, settings and curves on one page.",
            "With --bootstrap: draw the curves of a job from its topic of step reports (topics.reports), however long"
                    + " ago it ran. Reads committed records, so each step once.",
            "Writes report.html, report.json and report.csv as `train` does; a comparison compare.html, .json and .csv."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop report rdrop-out/train-electricity",
            "  rdrop report rdrop-out/train-electricity rdrop-out/train-electricity-2",
            "  rdrop report --bootstrap localhost:9092 --out curves",
            "  rdrop report --bootstrap localhost:9092 --topic electricity.training.steps --rejected none --run 1"
                    + " --out curves"
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final String NONE = "none";
    private static final long NANOS_PER_MS = 1_000_000;

    @Parameters(paramLabel = "RUN", arity = "0..*", description = "Folders of runs of `train` or `demo`.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "The Kafka of the job.")
    private String bootstrap = "";

    @Option(
            names = "--topic",
            paramLabel = "T",
            defaultValue = StreamRun.REPORTS_TOPIC,
            description = "The topic of step reports (default: ${DEFAULT-VALUE}).")
    private String topic = StreamRun.REPORTS_TOPIC;

    @Option(
            names = "--rejected",
            paramLabel = "T",
            defaultValue = "examples.rejected",
            description = "The topic of dead letters, to count them; `none` counts none (default: ${DEFAULT-VALUE}).")
    private String rejected = "";

    @Option(
            names = "--examples",
            paramLabel = "T",
            description = "The topic that the job learned from, if several jobs report to the same topic.")
    private @Nullable String examples;

    @Option(
            names = "--run",
            paramLabel = "N",
            description = "Of a topic that holds several runs, the N-th from 1 (default: each model's last).")
    private @Nullable Integer run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Where the report goes; it replaces an older one (default: the folder of the run, or a new one"
                            + " under rdrop-out).")
    private @Nullable Path directory;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    /** When the runs were, by the Kafka timestamps of their reports. */
    private static final class Times {
        final LongSummaryStatistics drawn = new LongSummaryStatistics();
        final Map<Integer, LongSummaryStatistics> others = new HashMap<>();

        /** Whether it is after the run before the drawn one, and before the run after it. */
        boolean isOfTheDrawnRun(long timestampMs) {
            return others.values().stream()
                    .noneMatch(other -> other.getMax() < drawn.getMin()
                            ? timestampMs <= other.getMax()
                            : other.getMin() > drawn.getMax() && timestampMs >= other.getMin());
        }
    }

    @Override
    public Integer call() throws Exception {
        if (bootstrap.isEmpty() == folders.isEmpty()) {
            throw new ConfigException(
                    bootstrap.isEmpty()
                            ? "give the folders of runs, or --bootstrap with the Kafka that a job reports to"
                            : "give the folders of runs or --bootstrap, not both");
        }
        if (folders.isEmpty()) {
            return ofTopic();
        }
        RunsReport reports = new RunsReport(kafka.overrides(), System.out);
        if (folders.size() > 1) {
            return reports.ofSeveral(folders, directory);
        }
        if (directory != null) {
            throw new ConfigException("--out is not for a single run: its report goes to its own folder");
        }
        return reports.ofOne(folders.get(0));
    }

    private int ofTopic() throws IOException {
        RunCounter runs = new RunCounter();
        Set<String> sources = new TreeSet<>();
        read((record, report) -> {
            sources.add(report.position().topic());
            if (isWanted(report)) {
                runs.runOf(report);
            }
        });
        check(sources, runs);

        Times times = new Times();
        ReportBuilder builder = draw(runs, times);
        RunReport report = finish(
                builder, runs, times, examples == null ? sources.iterator().next() : examples);
        RunDirectory out = RunDirectory.create(directory, "report");
        ReportWriter.writeJson(report, out.reportJson());
        ReportWriter.writeHtml(report, out.reportHtml());
        ReportWriter.writeCsv(report, out.reportCsv());
        System.out.println(
                Verdict.of(report.terms(), report.main().prequential()).sentence());
        report.setbacks().forEach(System.out::println);
        ClassText.rare(report.main().prequential()).forEach(System.out::println);
        report.warnings().forEach(line -> System.out.println("NOTE          " + line));
        System.out.printf(
                Locale.ROOT,
                "Models        %d%nTrained       %,d examples%nReport        %s%n",
                report.models().size(),
                report.trained(),
                out.reportHtml());
        return Main.DONE;
    }

    private void check(Set<String> sources, RunCounter runs) {
        if (sources.isEmpty()) {
            throw new ConfigException("no step report has been committed to topic " + topic + " on " + bootstrap);
        }
        if (examples == null && sources.size() > 1) {
            throw new ConfigException("topic " + topic + " has step reports of jobs on several topics, "
                    + String.join(", ", sources) + ": choose one with --examples");
        }
        if (runs.most() == 0) {
            throw new ConfigException(
                    "--examples must be one of " + String.join(", ", sources) + " but was " + examples);
        }
        if (run != null && (run < 1 || run > runs.most())) {
            throw new ConfigException("--run must be from 1 to " + runs.most() + " but was " + run);
        }
    }

    private ReportBuilder draw(RunCounter all, Times times) {
        RunCounter runs = new RunCounter();
        long[] nowNanos = {0};
        AtomicReference<@Nullable ReportBuilder> drawn = new AtomicReference<>();
        read((record, report) -> {
            if (!isWanted(report)) {
                return;
            }
            int wanted = run == null ? all.runs(report.model()) : run;
            int itsRun = runs.runOf(report);
            if (itsRun == wanted) {
                nowNanos[0] = record.timestamp() * NANOS_PER_MS;
                ReportBuilder builder = drawn.get();
                if (builder == null) {
                    builder = new ReportBuilder(TaskTerms.of(report.cumulative()), () -> nowNanos[0]);
                    drawn.set(builder);
                }
                builder.add(report);
                times.drawn.accept(record.timestamp());
            } else {
                times.others
                        .computeIfAbsent(itsRun, key -> new LongSummaryStatistics())
                        .accept(record.timestamp());
            }
        });
        return Objects.requireNonNull(drawn.get(), "the run was counted a moment ago");
    }

    private RunReport finish(ReportBuilder builder, RunCounter runs, Times times, String source) {
        List<String> warnings = new ArrayList<>();
        if (runs.repeated() > 0) {
            warnings.add("The job went back to an older savepoint " + runs.repeated()
                    + " times; of the steps that it took twice the first are drawn.");
        }
        Map<String, Long> byReason = new TreeMap<>();
        if (rejected.equals(NONE)) {
            warnings.add("Dead letters were not counted (--rejected).");
        } else {
            countDeadLetters(source, times, byReason);
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("topic", topic);
        facts.put("first report", Instant.ofEpochMilli(times.drawn.getMin()).toString());
        facts.put("last report", Instant.ofEpochMilli(times.drawn.getMax()).toString());
        if (runs.most() > 1) {
            facts.put("run", (run == null ? "last" : run) + " of " + runs.most());
        }
        builder.title("Step reports of " + source)
                .facts(facts)
                .warnings(warnings)
                .rejected(byReason)
                .elapsed(Duration.ofMillis(times.drawn.getMax() - times.drawn.getMin()));
        long read = builder.build().trained()
                + byReason.values().stream().mapToLong(Long::longValue).sum();
        return builder.read(read).build();
    }

    private void countDeadLetters(String source, Times times, Map<String, Long> byReason) {
        try (TopicReader reader = new TopicReader(bootstrap, kafka.properties(), rejected)) {
            reader.forEach(record -> {
                if (HeaderText.of(record, DeadLetterSchema.TOPIC).equals(source)
                        && times.isOfTheDrawnRun(record.timestamp())) {
                    byReason.merge(HeaderText.of(record, DeadLetterSchema.REASON), 1L, Long::sum);
                }
            });
        }
    }

    private boolean isWanted(StepReport report) {
        return examples == null || report.position().topic().equals(examples);
    }

    private void read(BiConsumer<ConsumerRecord<byte[], byte[]>, StepReport> action) {
        try (TopicReader reader = new TopicReader(bootstrap, kafka.properties(), topic)) {
            reader.forEach(record -> {
                try {
                    action.accept(record, StepReportJson.read(record.value()));
                } catch (IOException e) {
                    throw new UncheckedIOException(new IOException("no step report at " + topic + ", partition "
                            + record.partition() + ", offset " + record.offset() + ": " + e.getMessage()));
                }
            });
        }
    }
}
