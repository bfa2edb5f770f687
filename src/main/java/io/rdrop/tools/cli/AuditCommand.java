package io.rdrop.tools.cli;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.StartOffset;
import io.rdrop.example.Example;
import io.rdrop.registry.LocalRegistryStorage;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.SnapshotReader;
import io.rdrop.task.Task;
import io.rdrop.tools.audit.Audit;
import io.rdrop.tools.audit.AuditReport;
import io.rdrop.tools.audit.Retraining;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.audit.TopicReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves from topic and registry that every record was trained on exactly once, or rejected, or is pending. */
@Command(
        name = "audit",
        description = {
            "Prove that every record of a topic was trained on exactly once, or rejected with a reason, or is still"
                    + " pending.",
            "Reads the topic, the dead letters and the manifests, and trusts nothing else; exit code 1 if anything"
                    + " does not hold."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop audit --bootstrap localhost:9092 --topic examples --registry models",
            "  rdrop audit --bootstrap localhost:9092 --topic examples --registry models --replay"
        },
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "The Kafka of the job.")
    private String bootstrap = "";

    @Option(names = "--registry", required = true, paramLabel = "DIR", description = "The job's registry directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--topic",
            paramLabel = "T",
            description = "The topic of examples (default: that of the newest snapshot's configuration).")
    private @Nullable String topic;

    @Option(
            names = "--rejected",
            paramLabel = "T",
            description = "The topic of dead letters (default: that of the newest snapshot's configuration).")
    private @Nullable String rejected;

    @Option(
            names = "--replay",
            description = "Also train every model again, from the topic, and compare the bytes of its state.")
    private boolean replay;

    @Option(
            names = "--started-later",
            description =
                    "The job did not begin at the topic's first record (input.start: latest, or `train` on a topic that"
                            + " had records): what is older than the first example of a model is left out.")
    private boolean startedLater;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(directory)) {
            throw new ConfigException("no such registry directory: " + directory);
        }
        ModelRegistry registry = new ModelRegistry(new LocalRegistryStorage(directory), Clock.systemUTC());
        List<String> problems = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
        JobConfig job = JobConfigs.resolved(newestConfig(registry, manifests));
        String examples = topic == null ? job.topics().examples() : topic;
        Audit audit =
                new Audit(examples, manifests, !startedLater && job.input().start() == StartOffset.EARLIEST);
        List<Retraining> replays = replay ? replays(registry, manifests) : List.of();
        try {
            TopicAudit topics = new TopicAudit(bootstrap, kafka.properties());
            readExamples(topics, examples, Task.of(job).codec(), audit, replays);
            topics.readDeadLetters(rejected == null ? job.topics().rejected() : rejected, examples, audit);
            AuditReport report = audit.finish();
            problems.addAll(report.problems());
            replays.forEach(model -> model.difference().ifPresent(problems::add));
            print(report, manifests, replays.size(), problems);
        } finally {
            replays.forEach(Retraining::close);
        }
        return problems.isEmpty() ? Main.DONE : Main.FAILED;
    }

    /** Of the version that was taken last: the records are decoded as the job decodes them now. */
    private JobConfig newestConfig(ModelRegistry registry, Map<String, List<SnapshotManifest>> manifests)
            throws IOException {
        SnapshotManifest newest = manifests.values().stream()
                .flatMap(List::stream)
                .reduce((a, b) -> a.createdAt().isAfter(b.createdAt()) ? a : b)
                .orElseThrow(() -> new ConfigException("no version has been committed to " + directory + " yet"));
        return config(registry, newest);
    }

    private static JobConfig config(ModelRegistry registry, SnapshotManifest manifest) throws IOException {
        return new SnapshotReader(registry).config(manifest.model(), manifest.version());
    }

    private List<Retraining> replays(ModelRegistry registry, Map<String, List<SnapshotManifest>> manifests)
            throws IOException {
        List<Retraining> replays = new ArrayList<>();
        for (List<SnapshotManifest> versions : manifests.values()) {
            if (!versions.isEmpty()) {
                SnapshotManifest newest = versions.get(versions.size() - 1);
                JobConfig config = config(registry, newest);
                Optional<String> obstacle = Retraining.obstacle(newest, config);
                if (obstacle.isPresent()) {
                    out.println("NOTE     model " + newest.model() + " is not trained again: " + obstacle.get());
                } else {
                    replays.add(Retraining.of(newest, config));
                }
            }
        }
        return replays;
    }

    private void readExamples(
            TopicAudit topics, String examples, ExampleCodec codec, Audit audit, List<Retraining> replays) {
        try (TopicReader reader = topics.reader(examples)) {
            ProgressLine line = new ProgressLine(Terminal.ofProcess(), reader.size());
            long[] last = {0};
            TopicAudit.readExamples(reader, codec, audit, (decoded, read) -> {
                if (decoded instanceof Example example) {
                    replays.forEach(model -> model.add(example));
                }
                last[0] = read;
                line.show(System.currentTimeMillis(), read, 0, List.of());
            });
            line.end(System.currentTimeMillis(), last[0], 0, List.of());
        }
    }

    private void print(
            AuditReport report, Map<String, List<SnapshotManifest>> manifests, int replayed, List<String> problems) {
        manifests.forEach((model, versions) -> {
            if (!versions.isEmpty()) {
                SnapshotManifest newest = versions.get(versions.size() - 1);
                out.printf(
                        Locale.ROOT,
                        "model %-14s %d versions kept, newest %d at step %,d, %,d examples, state %s%n",
                        model,
                        versions.size(),
                        newest.version(),
                        newest.step(),
                        newest.examples(),
                        newest.stateSha256());
            }
        });
        out.printf(
                Locale.ROOT,
                "records  %,d: %,d trained on, %,d rejected, %,d pending%s%n",
                report.records(),
                report.trained(),
                report.rejected(),
                report.pending(),
                report.before() > 0 ? String.format(Locale.ROOT, ", %,d before the job began", report.before()) : "");
        report.notes().forEach(note -> out.println("NOTE     " + note));
        problems.forEach(problem -> out.println("PROBLEM  " + problem));
        out.println(
                problems.isEmpty()
                        ? "audited: every record is accounted for exactly once"
                                + (replayed > 0
                                        ? ", and " + replayed + " models trained again have the same bytes"
                                        : "")
                        : "audited: " + problems.size() + " problems");
    }
}
