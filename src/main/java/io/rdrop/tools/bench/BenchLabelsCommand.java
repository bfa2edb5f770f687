package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.KafkaTopics;
import io.rdrop.job.OffsetBounds;
import io.rdrop.job.TrainingJob;
import io.rdrop.late.ServedScore;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.telemetry.Meters;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.audit.LateAudit;
import io.rdrop.tools.audit.LateAuditReport;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import io.rdrop.tools.embedded.SavedState;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Whether each labelled event is learned once when labels come late, and what waits meanwhile. */
@Command(
        name = "labels",
        description = {
            "Events over five hours, labels 1 s to 1 h later, 5 %% never, 1 %% twice, with the time of the records",
            "compressed; the job is ended without a savepoint and goes on from its last checkpoint, and audited at the end."
        },
        footer = {"", "Example:", "  rdrop bench labels --events 1000000 --kills 5", "  rdrop bench labels --clicks"},
        mixinStandardHelpOptions = true)
final class BenchLabelsCommand implements Callable<Integer> {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int MOST_EVENTS = 10_000_000;
    private static final int PARTS = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MB = 1e6;

    @Option(names = "--events", paramLabel = "N", description = "Events (default: ${DEFAULT-VALUE}).")
    private int events = 50_000;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "How often the job is ended (default: ${DEFAULT-VALUE}).")
    private int kills = 2;

    @Option(
            names = "--clicks",
            description =
                    "Instead: clicks ten minutes later in the mean, learned with and without labels.correction, and"
                            + " after a wait for all of them; without Kafka.")
    private boolean clicks;

    @Option(names = "--seed", paramLabel = "N", description = "Of the events (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    private final PrintStream out = System.out;
    private final List<String> held = new ArrayList<>();
    private long mostBytes;

    @Override
    public Integer call() throws Exception {
        if (events < PARTS || events > MOST_EVENTS || kills < 0) {
            throw new ConfigException("--events must be " + PARTS + ".." + MOST_EVENTS + " and --kills >= 0 but were "
                    + events + " and " + kills);
        }
        out.println(Hardware.describe());
        if (clicks) {
            return clicks();
        }
        try (BenchFolder folder = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(folder.path().resolve("kafka"))) {
            JobConfig job = job(folder.path(), kafka);
            LabelsLoad load = new LabelsLoad(events, seed);
            KafkaTopics.ensure(job);
            load.send(job);
            long start = System.nanoTime();
            run(job, folder.path(), load);
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            out.printf(
                    Locale.ROOT,
                    "%,d events, %,d with labels, %,d second labels: %.1f s with %d kills, %,.0f events/s%n",
                    events,
                    load.labelled(),
                    load.duplicates(),
                    seconds,
                    kills,
                    events / seconds);
            out.println("MB that wait, by tenths of the labels: " + String.join(" ", held));
            return audited(job, folder.path(), load) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private int clicks() {
        DelayedClicks stream = new DelayedClicks(events, seed);
        out.printf(
                Locale.ROOT,
                "%-44s %9s %10s %8s %9s%n",
                "labels.wait and labels.correction",
                "log-loss",
                "predicted",
                "clicked",
                "learned");
        for (List<String> settings : List.of(
                List.of("labels.wait=1m"),
                List.of("labels.wait=1m", "labels.correction=1h"),
                List.of("labels.wait=1h"))) {
            List<String> all = new ArrayList<>(settings);
            all.addAll(overrides);
            DelayedClicks.Outcome outcome = stream.run(DelayedClicks.job(all));
            out.printf(
                    Locale.ROOT,
                    "%-44s %9.4f %10.4f %8.4f %,9d%n",
                    String.join(" ", settings),
                    outcome.logLoss(),
                    outcome.predicted(),
                    outcome.share(),
                    outcome.learned());
        }
        return ExitCode.OK;
    }

    private JobConfig job(Path folder, EmbeddedKafka kafka) {
        String yaml = """
                name: bench-labels
                features: [{name: a}, {name: b}, {name: c}, {name: d}]
                label: {classes: ["no", "yes"]}
                labels: {topic: labels, wait: 1h, predictions: predictions}
                micro-batch: {size: 32}
                model: {hidden: [16]}
                kafka: {bootstrap: "%s"}
                registry: {directory: "%s", interval: 5s}
                checkpoint: {interval: 2s}
                metrics: {enabled: false}
                """.formatted(kafka.bootstrap(), folder.resolve("models"));
        return JobConfigs.parse(yaml, "the bench's job", overrides);
    }

    private void run(JobConfig job, Path folder, LabelsLoad load) throws Exception {
        Path checkpoints = folder.resolve("checkpoints");
        try (EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1).withCheckpoints(checkpoints))) {
            @Nullable String from = null;
            for (int part = 1; part <= kills + 1; part++) {
                EmbeddedJob running = submit(flink, job, from);
                long until = part > kills ? Long.MAX_VALUE : load.labelled() * part / (kills + 1);
                boolean ended = follow(running, until, load);
                if (ended) {
                    return;
                }
                running.cancel();
                Optional<Path> newest = SavedState.newest(List.of(checkpoints), 0);
                from = newest.isEmpty() ? null : newest.get().toString();
            }
        }
    }

    private EmbeddedJob submit(EmbeddedFlink flink, JobConfig job, @Nullable String from) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Configuration kept = new Configuration();
        kept.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        env.configure(kept);
        TrainingJob.prepare(
                env, job, new OffsetBounds(new TopicPartition(job.topics().examples(), 0), 0, (long) events));
        return from == null ? flink.submit(env.getStreamGraph()) : flink.submit(env.getStreamGraph(), from);
    }

    /** Follows the job until so many labels have met their events; true if it has ended. */
    private boolean follow(EmbeddedJob running, long until, LabelsLoad load) throws Exception {
        while (running.await(TICK).isEmpty()) {
            @Nullable MetricsEndpoint endpoint = MetricsEndpoint.current();
            double matched = endpoint == null ? 0 : endpoint.sum(Meters.LATE_EVENTS, "outcome", "matched");
            if (endpoint != null) {
                long bytes = bytes(endpoint.scrape());
                mostBytes = Math.max(mostBytes, bytes);
                if (matched >= load.labelled() * (held.size() + 1.0) / PARTS) {
                    held.add(String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MB));
                }
            }
            if (matched >= until) {
                return false;
            }
        }
        return true;
    }

    private static long bytes(String scraped) {
        return scraped.lines()
                .filter(line -> line.startsWith(Meters.LATE_BYTES.series() + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private boolean audited(JobConfig job, Path folder, LabelsLoad load) throws IOException {
        ModelRegistry registry =
                new ModelRegistry(new LocalRegistryStorage(folder.resolve("models")), Clock.systemUTC());
        List<String> problems = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
        LateAudit audit = new LateAudit(job, manifests, example -> {});
        new TopicAudit(job.kafka().bootstrap(), Map.of())
                .readLate(job, job.topics().rejected(), audit, read -> {});
        LateAuditReport report = audit.finish();
        problems.addAll(report.problems());
        out.printf(Locale.ROOT, "at most %.1f MB waited%n", mostBytes / BYTES_PER_MB);
        out.println("events   " + report.eventFates());
        out.println("labels   " + report.labelFates());
        expect("learned", load.labelled(), report.eventFates(), problems);
        expect("taught", load.labelled(), report.labelFates(), problems);
        expect("duplicate-label", load.duplicates(), report.labelFates(), problems);
        for (ServedScore score : report.served().getOrDefault("default", List.of())) {
            out.printf(
                    Locale.ROOT,
                    "served   version %d: %,d answers, accuracy %.4f, log-loss %.4f%n",
                    score.version(),
                    score.answers(),
                    score.accuracy(),
                    score.meanLogLoss());
            if (!load.holds(score)) {
                problems.add("the score of version " + score.version() + " is not that of the answers sent");
            }
        }
        problems.forEach(problem -> out.println("PROBLEM  " + problem));
        out.println(problems.isEmpty() ? "each labelled event was learned once" : problems.size() + " problems");
        return problems.isEmpty();
    }

    private static void expect(String fate, long wanted, Map<String, Long> fates, List<String> problems) {
        long found = fates.getOrDefault(fate, 0L);
        if (found != wanted) {
            problems.add(fate + " must be " + wanted + " but were " + found);
        }
    }
}
