package io.rdrop.tools.cli;

import io.rdrop.challenge.ChallengerKey;
import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.StartOffset;
import io.rdrop.example.Example;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.session.ControlFile;
import io.rdrop.session.SnapshotReader;
import io.rdrop.task.Task;
import io.rdrop.tools.audit.Announcements;
import io.rdrop.tools.audit.Audit;
import io.rdrop.tools.audit.AuditReport;
import io.rdrop.tools.audit.LateAudit;
import io.rdrop.tools.audit.LateAuditReport;
import io.rdrop.tools.audit.Retraining;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.audit.TopicReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves from topic and registry that every record was trained on exactly once, or rejected, or is pending. */
@Command(
        name = "audit",
        description = {
            "Prove that every record of a topic was trained on exactly once, or rejected with a reason, or is still pending.",
            "Reads the topic, the dead letters, the manifests and their announcements, and trusts nothing else; exit code 1 if",
            "anything does not hold."
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
            names = "--models",
            paramLabel = "T",
            description = "The topic of model events (default: that of the newest snapshot's configuration).")
    private @Nullable String models;

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
        ModelRegistry registry = RegistryDirectory.open(directory);
        List<String> problems = new ArrayList<>();
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
        JobConfig newest = newestConfig(registry, manifests);
        JobConfig job = JobConfigs.resolved(newest);
        String examples = topic == null ? job.topics().examples() : topic;
        if (job.labels().late()) {
            return auditLate(job, newest, registry, manifests, problems);
        }
        Audit audit =
                new Audit(examples, manifests, !startedLater && job.input().start() == StartOffset.EARLIEST);
        List<Retraining> replays = replay ? replays(registry, manifests) : List.of();
        try {
            TopicAudit topics = new TopicAudit(bootstrap, kafka.properties());
            String letters = rejected == null ? job.topics().rejected() : rejected;
            topics.readRefusals(letters, examples, audit);
            readExamples(topics, examples, Task.of(job).codec(), audit, replays);
            topics.readDeadLetters(letters, examples, audit);
            compareAnnounced(
                    topics.reader(models == null ? job.topics().models() : models),
                    newest.registry().directory(),
                    registry,
                    manifests,
                    problems);
            AuditReport report = audit.finish();
            problems.addAll(report.problems());
            replays.forEach(model -> model.difference().ifPresent(problems::add));
            AuditText.print(out, manifests);
            AuditText.print(out, report);
            AuditText.print(out, replays.size(), problems);
        } finally {
            replays.forEach(Retraining::close);
        }
        return problems.isEmpty() ? Main.DONE : Main.FAILED;
    }

    /** Of a job whose labels come apart from their events. */
    private int auditLate(
            JobConfig configured,
            JobConfig newest,
            ModelRegistry registry,
            Map<String, List<SnapshotManifest>> manifests,
            List<String> problems)
            throws IOException {
        if (startedLater || configured.input().start() != StartOffset.EARLIEST) {
            throw new ConfigException("a job with labels.topic that did not begin at the first record of its topics"
                    + " cannot be audited: which labels had their events before is not known");
        }
        List<String> topicsGiven = topic == null ? List.of() : List.of("topics.examples=" + topic);
        JobConfig job = JobConfigs.with(configured, topicsGiven);
        Map<String, List<SnapshotManifest>> champions = new TreeMap<>(manifests);
        if (champions.keySet().removeIf(ChallengerKey::isOne)) {
            out.println("NOTE     challengers are not audited where labels come apart from their events");
        }
        List<Retraining> replays = replay ? replays(registry, champions) : List.of();
        try {
            LateAudit audit =
                    new LateAudit(job, champions, example -> replays.forEach(model -> model.addJoined(example)));
            ProgressLine line = new ProgressLine(Terminal.ofProcess(), 0);
            long[] last = {0};
            TopicAudit topics = new TopicAudit(bootstrap, kafka.properties());
            topics.readLate(job, rejected == null ? job.topics().rejected() : rejected, audit, read -> {
                last[0] = read;
                line.show(System.currentTimeMillis(), read, 0, List.of());
            });
            line.end(System.currentTimeMillis(), last[0], 0, List.of());
            compareAnnounced(
                    topics.reader(models == null ? job.topics().models() : models),
                    newest.registry().directory(),
                    registry,
                    manifests,
                    problems);
            LateAuditReport report = audit.finish();
            problems.addAll(report.problems());
            replays.forEach(model -> model.difference().ifPresent(problems::add));
            AuditText.print(out, manifests);
            AuditText.print(out, report);
            AuditText.print(out, replays.size(), problems);
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
                SnapshotReader reader = new SnapshotReader(registry);
                @Nullable
                ControlFile control =
                        reader.control(newest.model(), newest.version()).orElse(null);
                Optional<String> obstacle = Retraining.obstacle(newest, config, control, reader);
                if (obstacle.isPresent()) {
                    out.println("NOTE     model " + newest.model() + " is not trained again: " + obstacle.get());
                } else {
                    if (control != null) {
                        out.printf(
                                Locale.ROOT,
                                "NOTE     model %s was asked %,d things, which are asked again where they took effect;"
                                        + " %,d of its records were predicted and not learned, under a pause%n",
                                newest.model(),
                                control.commands().size(),
                                control.passedOver());
                    }
                    replays.add(Retraining.of(newest, config, control, reader));
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
                if (decoded instanceof Example example && !audit.foundNoRoom(example.position())) {
                    replays.forEach(model -> model.add(example));
                }
                last[0] = read;
                line.show(System.currentTimeMillis(), read, 0, List.of());
            });
            line.end(System.currentTimeMillis(), last[0], 0, List.of());
        }
    }

    /** @param events closed at the end */
    private void compareAnnounced(
            TopicReader events,
            String configuredAs,
            ModelRegistry registry,
            Map<String, List<SnapshotManifest>> manifests,
            List<String> problems)
            throws IOException {
        try (events) {
            Announcements announced = Announcements.read(events, configuredAs);
            problems.addAll(announced.problems(registry, manifests));
            long unannounced = announced.unannounced(manifests);
            if (unannounced > 0) {
                out.println("NOTE     " + unannounced + " versions are not announced (yet, or no longer): whether their"
                        + " manifests were changed cannot be told");
            }
        }
    }
}
