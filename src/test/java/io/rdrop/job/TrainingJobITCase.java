package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.Fault.Place;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole job on a real broker and a mini cluster: whatever happens, every record counts once. */
class TrainingJobITCase {
    /** Neither model's share is a multiple of the micro-batch: the last one closes with the input. */
    private static final MixedRecords RECORDS = MixedRecords.of(411);

    private static final int PIECES = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit calls start()
    private static EmbeddedKafka kafka;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedFlink flink;

    @SuppressWarnings("NullAway.Init")
    private static JobRun undisturbed;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(null);
        flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1).withRestarts(100, Duration.ofMillis(100)));
        undisturbed = run("undisturbed");
        undisturbed.feed(RECORDS.size());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, undisturbed.config(), undisturbed.bounds());
        JobRun.awaitEnd(flink.submit(env.getStreamGraph()));
    }

    @AfterAll
    static void stop() {
        flink.close();
        kafka.close();
    }

    @Test
    void learnsFromEveryGoodRecordAndKeepsEveryOther() throws Exception {
        assertThat(RECORDS.entries())
                .extracting(MixedRecords.Entry::reason)
                .as("the records of this test")
                .containsAll(MixedRecords.reasons());

        undisturbed.assertExact();
    }

    @ParameterizedTest
    @CsvSource({
        "READING, 330", // in the middle of what has come since the last checkpoint
        "STAGED, 120",
        "COMMITTED, 120",
        "COMMITTED, 205", // after the input's end: the last snapshot
    })
    void aFailureChangesNothing(Place place, long threshold) throws Exception {
        JobRun run = run("failing-" + place + "-" + threshold);
        Fault fault = Fault.armed(place, threshold);
        EmbeddedJob job = run.submit(flink, fault.in(run.config(), run.bounds()));
        for (int piece = 1; piece < PIECES; piece++) {
            run.feed(RECORDS.size() * piece / PIECES);
            run.awaitCommitted(job);
        }
        run.feed(RECORDS.size());
        JobRun.awaitEnd(job);

        assertThat(fault.hasStruck()).isTrue();
        assertThat(run.finalStates()).isEqualTo(undisturbed.finalStates());
        run.assertExact();
    }

    @Test
    void aRegistryThatIsAwayForAMomentLosesNothing() throws Exception {
        Path there = Files.createDirectory(directory.resolve("away-there"));
        Path nowhere = Files.createFile(directory.resolve("away-nowhere"));
        JobRun run = run("away");
        point("away", there);
        EmbeddedJob job = run.submit(flink, KafkaEndpoints.of(run.config(), run.bounds()));
        run.feed(RECORDS.size() / 2);
        run.awaitCommitted(job);

        point("away", nowhere);
        run.feed(RECORDS.size());
        JobRun.await(job, "a restart", () -> job.status() == JobStatus.RESTARTING);
        point("away", there);
        JobRun.awaitEnd(job);

        assertThat(run.finalStates()).isEqualTo(undisturbed.finalStates());
        run.assertExact();
    }

    @Test
    void refusesToStartWithoutATopicThatItMayNotCreate() throws Exception {
        JobConfig config = JobConfigs.with(
                undisturbed.config(),
                List.of("topics.create=false", "topics.rejected=absent-letters", "topics.models=absent-events"));

        assertThatThrownBy(() -> TrainingJob.prepare(
                        StreamExecutionEnvironment.getExecutionEnvironment(), config, undisturbed.bounds()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("[absent-letters, absent-events]")
                .hasMessageContaining(kafka.bootstrap())
                .hasMessageContaining("topics.create");
        assertThat(topics()).contains("undisturbed").doesNotContain("absent-letters", "absent-events");
    }

    private static JobRun run(String name) throws InterruptedException {
        return new JobRun(RECORDS, kafka, name, directory.resolve(name));
    }

    /** Moves a link in one step; nobody sees it absent. */
    private static void point(String link, Path target) throws IOException {
        Path next = Files.createSymbolicLink(directory.resolve(link + "-next"), target);
        Files.move(next, directory.resolve(link), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            return admin.listTopics().names().get();
        }
    }
}
