package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.Rejection;
import io.rdrop.example.StepReport;
import io.rdrop.tools.embedded.Brokers;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A job that was lost between a checkpoint and the commit of its transactions, and comes back when the broker has
 * aborted them, or has even forgotten their ids.
 */
class LongAbsenceITCase {
    private static final MixedRecords RECORDS = MixedRecords.of(211);
    /** Before this record everything is committed. */
    private static final int COMMITTED = 70;
    /** What comes from there to before this one is in the last checkpoint, and its outputs are not committed. */
    private static final int CHECKPOINTED = 150;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(50);

    private static final Set<TransactionState> OVER =
            EnumSet.of(TransactionState.EMPTY, TransactionState.COMPLETE_ABORT, TransactionState.COMPLETE_COMMIT);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    /** How long the job stays away. */
    enum Absence {
        BEYOND_THE_TIME_OUT,
        BEYOND_THE_EXPIRATION_OF_IDS;

        /** A broker for which that long has passed. */
        private Map<String, String> broker() {
            return this == BEYOND_THE_TIME_OUT
                    ? Map.of()
                    : Map.of(
                            "transactional.id.expiration.ms", "1",
                            "transaction.remove.expired.transaction.cleanup.interval.ms", "100");
        }

        private boolean isOver(Optional<TransactionState> state) {
            return this == BEYOND_THE_TIME_OUT ? OVER.contains(state.orElseThrow()) : state.isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Absence.class)
    void theJobGoesOnWithTheSameBytesAndLacksWhatItsLastCheckpointHadNotCommitted(Absence absence) throws Exception {
        Path data = directory.resolve("kafka");
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        EmbeddedKafka kafka = EmbeddedKafka.start(data);
        try {
            JobRun undisturbed = run(kafka, "undisturbed");
            undisturbed.feed(RECORDS.size());
            JobRun run = run(kafka, "away");
            try (EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
                JobRun.awaitEnd(
                        undisturbed.submit(flink, KafkaEndpoints.of(undisturbed.config(), undisturbed.bounds())));
            }
            loseBetweenCheckpointAndCommit(run, checkpoints);
            assertThat(run.outputs()).isEqualTo(run.outputsOf(CHECKPOINTED));
            Set<String> ids = transactionalIds(kafka, run.config().name());

            kafka.close();
            kafka = broker(data, kafka, absence.broker());
            awaitOver(kafka, ids, absence);
            kafka.close();
            kafka = broker(data, kafka, Map.of());

            assertThat(run.committedOutputs()).isEqualTo(run.outputsOf(COMMITTED));
            run.feed(RECORDS.size());
            try (EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
                EmbeddedJob job = flink.submit(
                        run.environment(KafkaEndpoints.of(run.config(), null)).getStreamGraph(), last(checkpoints));
                run.awaitCommitted(job);
                job.stopWithSavepoint(directory.resolve("savepoints"), true);
                JobRun.awaitEnd(job);
            }

            assertThat(run.finalStates()).isEqualTo(undisturbed.finalStates());
            run.assertExactBut(COMMITTED, CHECKPOINTED);
        } finally {
            kafka.close();
        }
    }

    private JobRun run(EmbeddedKafka kafka, String name) throws InterruptedException {
        return new JobRun(
                RECORDS, kafka, name, directory.resolve(name), "kafka.properties.transaction.timeout.ms='10000'");
    }

    /** Two checkpoints, when this test says so: the first is committed, the second is complete when the job is lost. */
    private static void loseBetweenCheckpointAndCommit(JobRun run, Path checkpoints) throws Exception {
        Endpoints sound = KafkaEndpoints.of(run.config(), null);
        try (EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1).withCheckpoints(checkpoints))) {
            LosingSink.sound = true;
            StreamExecutionEnvironment env = run.environment(new Endpoints(
                    sound.examples(),
                    sound.originals(),
                    new LosingSink<>((ReturningSink<Rejection>) sound.rejected()),
                    sound.snapshots(),
                    new LosingSink<>((ReturningSink<StepReport>) Objects.requireNonNull(sound.reports()))));
            env.enableCheckpointing(Duration.ofHours(1).toMillis());
            env.getCheckpointConfig()
                    .setExternalizedCheckpointRetention(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            EmbeddedJob job = flink.submit(env.getStreamGraph());
            run.feed(COMMITTED);
            JobRun.await(job, "the first outputs", () -> run.outputs() == run.outputsOf(COMMITTED));
            triggerCheckpoint(flink, job);
            JobRun.await(job, "their commit", () -> run.committedOutputs() == run.outputsOf(COMMITTED));

            LosingSink.sound = false;
            run.feed(CHECKPOINTED);
            JobRun.await(job, "further outputs", () -> run.outputs() == run.outputsOf(CHECKPOINTED));
            triggerCheckpoint(flink, job);
            assertThatThrownBy(() -> job.await(PATIENCE))
                    .isInstanceOf(JobExecutionException.class)
                    .hasMessageContaining(LosingSink.LOST);
        }
    }

    /** Takes a checkpoint; the cluster wants its result fetched, or it waits for that when it closes. */
    private static void triggerCheckpoint(EmbeddedFlink flink, EmbeddedJob job) throws Exception {
        URI checkpoints = URI.create(flink.webUrl() + "/jobs/" + job.id() + "/checkpoints");
        JsonNode begun = send(HttpRequest.newBuilder(checkpoints)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
        URI result = URI.create(checkpoints + "/" + begun.path("request-id").asText());
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!send(HttpRequest.newBuilder(result).build())
                .path("status")
                .path("id")
                .asText()
                .equals("COMPLETED")) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("no checkpoint within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
        }
    }

    private static JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return new ObjectMapper().readTree(response.body());
    }

    /** The broker again, over its data and at its address. */
    private static EmbeddedKafka broker(Path data, EmbeddedKafka before, Map<String, String> more) throws IOException {
        String address = before.bootstrap();
        Map<String, String> properties = new HashMap<>(more);
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "100");
        return Brokers.start(data, Integer.parseInt(address.substring(address.indexOf(':') + 1)), properties);
    }

    private static Set<String> transactionalIds(EmbeddedKafka kafka, String job) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            Set<String> ids = admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(job + "-"))
                    .collect(Collectors.toSet());
            assertThat(ids).hasSizeGreaterThan(2);
            return ids;
        }
    }

    private static void awaitOver(EmbeddedKafka kafka, Set<String> ids, Absence absence) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
            for (String id : ids) {
                while (!absence.isOver(state(admin, id))) {
                    if (System.nanoTime() > deadlineNs) {
                        throw new AssertionError("the broker still has transaction " + id);
                    }
                    TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
                }
            }
        }
    }

    /** Empty if the broker, which has loaded its log by then, does not know the id. */
    private static Optional<TransactionState> state(Admin admin, String id) throws Exception {
        try {
            return Optional.of(
                    admin.describeTransactions(Set.of(id)).description(id).get().state());
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TransactionalIdNotFoundException.class);
            return Optional.empty();
        }
    }

    /** The newest checkpoint that the lost job left. */
    private static String last(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(path -> path.endsWith("_metadata"))
                    .map(path -> Objects.requireNonNull(path.getParent()))
                    .reduce((one, other) -> {
                        throw new AssertionError("two checkpoints: " + one + " and " + other);
                    })
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    /** A sink whose commits end the job, from when this test says so. */
    private record LosingSink<T>(ReturningSink<T> sink)
            implements Sink<T>, SupportsWriterState<T, KafkaWriterState>, SupportsCommitter<KafkaCommittable> {
        private static final String LOST = "the test wants the job to be lost before it commits";
        private static volatile boolean sound = true;

        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
            return sink.createWriter(context);
        }

        @Override
        public StatefulSinkWriter<T, KafkaWriterState> restoreWriter(
                WriterInitContext context, Collection<KafkaWriterState> recovered) throws IOException {
            return sink.restoreWriter(context, recovered);
        }

        @Override
        public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
            return sink.getWriterStateSerializer();
        }

        @Override
        public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) throws IOException {
            return new LosingCommitter(sink.createCommitter(context));
        }

        @Override
        public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
            return sink.getCommittableSerializer();
        }
    }

    private record LosingCommitter(Committer<KafkaCommittable> committer) implements Committer<KafkaCommittable> {
        @Override
        public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
                throws IOException, InterruptedException {
            if (!LosingSink.sound && !requests.isEmpty()) {
                throw new IOException(LosingSink.LOST);
            }
            committer.commit(requests);
        }

        @Override
        public void close() throws IOException {
            try {
                committer.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
