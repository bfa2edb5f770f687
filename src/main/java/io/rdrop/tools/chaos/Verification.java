package io.rdrop.tools.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.challenge.ChallengerKey;
import io.rdrop.config.JobConfig;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.Verdict;
import io.rdrop.example.AppliedCommand;
import io.rdrop.example.Command;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.task.Task;
import io.rdrop.tools.audit.Announcements;
import io.rdrop.tools.audit.Audit;
import io.rdrop.tools.audit.AuditReport;
import io.rdrop.tools.audit.TopicAudit;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Compares what the job has made visible with the undisturbed course, the input and itself. */
final class Verification {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Dead letters of a checkpoint and model versions of the same become visible one after the other, not at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LISTED = 10;

    private final JobConfig job;
    private final ModelRegistry registry;
    private final Undisturbed undisturbed;
    private final List<Command> commands;
    private final TopicAudit kafka;

    /** Versions of steered models that were seen while the job ran: what they should be is known at the end. */
    private final Map<String, SnapshotManifest> seen = new TreeMap<>();

    Verification(JobConfig job, ModelRegistry registry, Undisturbed undisturbed) {
        this(job, registry, undisturbed, List.of());
    }

    /** @param commands that are sent meanwhile: states are compared at the end only, with the same commands */
    Verification(JobConfig job, ModelRegistry registry, Undisturbed undisturbed, List<Command> commands) {
        this.job = job;
        this.registry = registry;
        this.undisturbed = undisturbed;
        this.commands = List.copyOf(commands);
        kafka = new TopicAudit(job.kafka().bootstrap(), job.kafka().properties());
    }

    /** What is wrong while the job goes on: it has a minute to make visible what belongs together. */
    List<String> whileItRuns() throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        Poll.until(PATIENCE, POLL, () -> {
            problems.clear();
            try {
                Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
                if (commands.isEmpty()) {
                    compareStates(manifests.values().stream().flatMap(List::stream), undisturbed, problems);
                } else {
                    see(manifests);
                }
                problems.addAll(audit(manifests).problems());
            } catch (IOException | KafkaException e) {
                problems.add("cannot be read: " + e); // a version may be deleted while it is looked at
            }
            return problems.isEmpty();
        });
        return problems;
    }

    private void see(Map<String, List<SnapshotManifest>> manifests) {
        manifests.values().stream()
                .flatMap(List::stream)
                .forEach(manifest -> seen.put(manifest.model() + " version " + manifest.version(), manifest));
    }

    /** What is wrong after everything was sent and the job was stopped, if models were asked nothing. */
    List<String> atTheEnd() throws IOException, InterruptedException {
        return atTheEnd(undisturbed, Map.of());
    }

    /**
     * The same.
     *
     * @param course the undisturbed one with the commands that took effect
     * @param asked these commands, by model: among them those that the job gave itself
     */
    List<String> atTheEnd(Undisturbed course, Map<String, List<AppliedCommand>> asked)
            throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>(openTransactions());
        if (!problems.isEmpty()) {
            return problems; // what is behind them cannot be read
        }
        Map<String, List<SnapshotManifest>> manifests = TopicAudit.manifests(registry, problems);
        see(manifests);
        compareStates(seen.values().stream(), course, problems);
        compareEnds(manifests, course, problems);
        AuditReport report = audit(manifests);
        problems.addAll(report.problems());
        problems.addAll(report.notes());
        long examples = course.examples();
        long waiting = undisturbed.examples() - examples; // for a micro-batch, after one was learned before it was full
        if (report.trained() != examples
                || report.rejected() != undisturbed.rejected()
                || report.pending() != waiting) {
            problems.add(report.trained() + " records trained on, " + report.rejected() + " rejected and "
                    + report.pending() + " pending, but undisturbed " + examples + ", " + undisturbed.rejected()
                    + " and " + waiting);
        }
        compareReports(course, problems);
        compareAnswers(asked, problems);
        compareEvents(manifests, problems);
        try (TopicReader events = kafka.reader(job.topics().models())) {
            problems.addAll(
                    Announcements.read(events, job.registry().directory()).problems(registry, manifests));
        }
        return problems;
    }

    private AuditReport audit(Map<String, List<SnapshotManifest>> manifests) {
        Audit audit = new Audit(job.topics().examples(), manifests, true);
        kafka.readRefusals(job.topics().rejected(), job.topics().examples(), audit);
        try (TopicReader examples = kafka.reader(job.topics().examples())) {
            TopicAudit.readExamples(examples, Task.of(job).codec(), audit, (decoded, read) -> {});
        }
        kafka.readDeadLetters(job.topics().rejected(), job.topics().examples(), audit);
        return audit.finish();
    }

    private static void compareStates(
            Stream<SnapshotManifest> manifests, Undisturbed undisturbed, List<String> problems) {
        manifests.forEach(manifest -> {
            Undisturbed.Course course = undisturbed.models().get(manifest.model());
            List<String> expected =
                    course == null ? List.of() : course.statesByStep().getOrDefault(manifest.step(), List.of());
            if (!expected.contains(manifest.stateSha256())) {
                problems.add("model " + manifest.model() + ", version " + manifest.version() + ": its state at step "
                        + manifest.step() + " is " + manifest.stateSha256() + ", but undisturbed "
                        + (expected.isEmpty() ? "there is no such step" : String.join(" or ", expected)));
            }
        });
    }

    private static void compareEnds(
            Map<String, List<SnapshotManifest>> manifests, Undisturbed undisturbed, List<String> problems) {
        undisturbed.models().forEach((model, course) -> {
            List<SnapshotManifest> versions = manifests.getOrDefault(model, List.of());
            long step =
                    versions.isEmpty() ? 0 : versions.get(versions.size() - 1).step();
            if (step != course.lastStep()) {
                problems.add("model " + model + " ended at step " + step + ", but undisturbed at " + course.lastStep());
            }
        });
    }

    /** Each step of each model is reported once, and none of a challenger. */
    private void compareReports(Undisturbed course, List<String> problems) {
        Map<String, Integer> counts = counts(Objects.requireNonNull(job.topics().reports()), "step");
        Map<String, Integer> expected = new TreeMap<>();
        course.models().forEach((model, steps) -> {
            if (!ChallengerKey.isOne(model)) {
                steps.statesByStep().keySet().forEach(step -> expected.put(model + " step " + step, 1));
            }
        });
        compareCounts("step reports", counts, expected, problems);
    }

    /** Each model that a command is for answers it once, and tells once of each that the job gave itself. */
    private void compareAnswers(Map<String, List<AppliedCommand>> asked, List<String> problems) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, Integer> expected = new TreeMap<>();
        Set<String> promoted = new TreeSet<>();
        int[] applied = {0};
        try (TopicReader reader = kafka.reader(job.topics().models())) {
            reader.forEach(record -> {
                Acknowledgement answer = answer(record.value());
                if (answer != null && !answer.model().equals(Command.ALL)) {
                    counts.merge(answer.model() + " command " + answer.command().id(), 1, Integer::sum);
                    if (answer.verdict().equals(Verdict.APPLIED.code())
                            && !answer.command().comesFromTheJob()) {
                        applied[0]++;
                        if (answer.command().kind() == Command.Action.PROMOTE) {
                            promoted.add(answer.model());
                        }
                    }
                }
            });
        }
        for (Command command : commands) {
            (command.forAll() ? ChaosInput.MODELS : List.of(command.model()))
                    .forEach(model -> expected.put(model + " command " + command.id(), 1));
        }
        asked.forEach((model, commandsOfModel) -> commandsOfModel.stream()
                .map(AppliedCommand::command)
                .filter(Command::comesFromTheJob)
                .forEach(command -> expected.put(model + " command " + command.id(), 1)));
        compareCounts("answers to commands", counts, expected, problems);
        requirePromoted(promoted, problems);
        if (!commands.isEmpty() && applied[0] == 0) {
            problems.add("no command took effect");
        }
    }

    /** With other commands a comparison may have begun anew since a version was named, and the promotion be refused. */
    private void requirePromoted(Set<String> promoted, List<String> problems) {
        List<String> wanted = commands.stream()
                .filter(command -> command.kind() == Command.Action.PROMOTE)
                .map(Command::model)
                .toList();
        boolean areEnough = wanted.size() == commands.size() ? promoted.containsAll(wanted) : !promoted.isEmpty();
        if (!wanted.isEmpty() && !areEnough) {
            problems.add("challengers of " + String.join(", ", wanted) + " were to be promoted, but "
                    + (promoted.isEmpty() ? "none was" : "only those of " + String.join(", ", promoted) + " were"));
        }
    }

    private static @Nullable Acknowledgement answer(byte[] event) {
        try {
            return Acknowledgement.isOne(event) ? Acknowledgement.read(event) : null;
        } catch (IOException e) {
            throw new IllegalStateException("an answer cannot be read", e);
        }
    }

    /** Each version is announced once; older ones than are kept may be, too. */
    private void compareEvents(Map<String, List<SnapshotManifest>> manifests, List<String> problems) {
        Map<String, Integer> counts = counts(job.topics().models(), "version");
        Map<String, Integer> expected = new TreeMap<>();
        counts.keySet().forEach(version -> expected.put(version, 1));
        manifests.values().stream()
                .flatMap(List::stream)
                .forEach(manifest -> expected.put(manifest.model() + " version " + manifest.version(), 1));
        compareCounts("model events", counts, expected, problems);
    }

    private static void compareCounts(
            String what, Map<String, Integer> counts, Map<String, Integer> expected, List<String> problems) {
        Map<String, Integer> all = new TreeMap<>(expected);
        counts.forEach(all::putIfAbsent);
        List<String> wrong = all.keySet().stream()
                .filter(key -> !Objects.equals(counts.get(key), expected.get(key)))
                .map(key -> key + " " + counts.getOrDefault(key, 0) + " times, not " + expected.getOrDefault(key, 0))
                .toList();
        if (!wrong.isEmpty()) {
            problems.add(what + ": " + String.join(", ", wrong.subList(0, Math.min(LISTED, wrong.size())))
                    + (wrong.size() > LISTED ? " and " + (wrong.size() - LISTED) + " more" : ""));
        }
    }

    /** How often a topic of JSON objects has each model with each value of a key. */
    private Map<String, Integer> counts(String topic, String key) {
        Map<String, Integer> counts = new TreeMap<>();
        try (TopicReader reader = kafka.reader(topic)) {
            reader.forEach(record -> {
                try {
                    JsonNode tree = JSON.readTree(record.value());
                    if (!tree.has(key)) {
                        return; // an answer to a command among announcements
                    }
                    String which = tree.path("model").asText() + " " + key + " "
                            + tree.path(key).asLong();
                    counts.merge(which, 1, Integer::sum);
                } catch (IOException e) {
                    throw new IllegalStateException("not JSON at " + topic + "@" + record.offset(), e);
                }
            });
        }
        return counts;
    }

    /** Of a job that was stopped, none may be open: readers would wait there. */
    private List<String> openTransactions() throws IOException, InterruptedException {
        Set<String> topics = Set.of(
                job.topics().rejected(),
                job.topics().models(),
                Objects.requireNonNull(job.topics().reports()));
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topics.forEach(topic -> latest.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, job.kafka().bootstrap()))) {
            Map<TopicPartition, Long> written = ends(admin, latest, IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, Long> committed = ends(admin, latest, IsolationLevel.READ_COMMITTED);
            return written.entrySet().stream()
                    .filter(end -> !end.getValue().equals(committed.get(end.getKey())))
                    .map(end -> "a transaction is left open on " + end.getKey().topic() + ": it is written to offset "
                            + end.getValue() + " and can be read to " + committed.get(end.getKey()))
                    .toList();
        } catch (ExecutionException e) {
            throw new IOException("cannot ask for the ends of " + topics, e.getCause());
        }
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin, Map<TopicPartition, OffsetSpec> latest, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }
}
