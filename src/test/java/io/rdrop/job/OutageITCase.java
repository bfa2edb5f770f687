package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.example.RejectionReason;
import io.rdrop.registry.ModelRegistry;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.telemetry.MetricsEndpoint;
import io.rdrop.tools.embedded.Brokers;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the job needs is away for a while, or sends more than it can learn: it waits, goes on by itself, and has lost
 * nothing. How long: {@code -Drdrop.outage.seconds=60 -Drdrop.backpressure.seconds=600}; short by default.
 */
class OutageITCase {
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("rdrop.outage.seconds", 10));
    private static final Duration FLOOD = Duration.ofSeconds(Integer.getInteger("rdrop.backpressure.seconds", 12));
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Between two floods of records, so that they do not fill the disk. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private static final int RECORDS = 4_000;
    private static final int MICRO_BATCH = 8;
    private static final int QUARTERS = 4;
    private static final long SLACK_BYTES = 64L << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    /** As {@code rdrop train} has it. */
    private static EmbeddedFlink flink() throws IOException, InterruptedException {
        return EmbeddedFlink.start(
                FlinkSettings.ofSlots(1).withRestarts(10, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }

    @Test
    void theBrokerIsAwayForAWhile() throws Exception {
        Path data = directory.resolve("kafka");
        EmbeddedKafka kafka = EmbeddedKafka.start(data);
        int port =
                Integer.parseInt(kafka.bootstrap().substring(kafka.bootstrap().indexOf(':') + 1));
        try (EmbeddedFlink flink = flink()) {
            JobConfig config = config(kafka, "registry");
            EmbeddedJob job = submit(flink, config, (long) RECORDS);
            send(kafka, 0, RECORDS / 2);
            awaitTrained(job, config, RECORDS / 4);
            awaitMetric(job, "rdrop_snapshot_version", 0);

            kafka.close();
            // Later in a long outage the job restarts, and has no metrics until it runs.
            pass(OUTAGE.dividedBy(2), job);
            assertThat(metric("rdrop_snapshot_age_seconds")).isGreaterThan(OUTAGE.toSeconds() / 4.0);
            pass(OUTAGE.dividedBy(2), job);
            kafka = Brokers.start(data, port);

            send(kafka, RECORDS / 2, RECORDS);
            awaitEnd(job);
            assertNothingLost(kafka, config, RECORDS);
        } finally {
            kafka.close();
        }
    }

    @Test
    void theRegistryIsAwayForAWhile() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path nowhere = Files.createFile(directory.resolve("nowhere"));
        point("registry", there);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = flink()) {
            JobConfig config = config(kafka, "registry");
            EmbeddedJob job = submit(flink, config, (long) RECORDS);
            send(kafka, 0, RECORDS / 2);
            awaitTrained(job, config, RECORDS / 4);

            point("registry", nowhere);
            send(kafka, RECORDS / 2, RECORDS - 1);
            pass(OUTAGE, job);
            point("registry", there);

            awaitMetric(job, "rdrop_end_to_end_delay_seconds_max", OUTAGE.toSeconds() / 2.0);
            send(kafka, RECORDS - 1, RECORDS);
            awaitEnd(job);
            assertNothingLost(kafka, config, RECORDS);
        }
    }

    @Test
    void moreIsSentThanCanBeLearned() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(null);
                EmbeddedFlink flink = flink()) {
            JobConfig config =
                    config(kafka, "registry", "model.hidden=[512, 512]", "model.engine=dl4j", "checkpoint.interval=2s");
            EmbeddedJob job = submit(flink, config, null);
            int sent = 0;
            List<Long> heap = new ArrayList<>();
            for (int quarter = 0; quarter < QUARTERS; quarter++) {
                long endNs = System.nanoTime() + FLOOD.toNanos() / QUARTERS;
                while (System.nanoTime() < endNs) {
                    sent = send(kafka, sent, sent + 2_000);
                    pass(BREATH, job);
                }
                assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
                heap.add(heapAfterGc());
            }
            double learned = metric("rdrop_examples_total");
            System.out.printf(
                    "%d s: %d records sent, %.0f learned; heap after GC at the quarters, MiB: %s%n",
                    FLOOD.toSeconds(),
                    sent,
                    learned,
                    heap.stream().map(bytes -> bytes >> 20).toList());
            assertThat(learned)
                    .as("the source must be the faster one")
                    .isPositive()
                    .isLessThan(sent * 0.8);
            assertThat(heap.get(QUARTERS - 1)).isLessThan(heap.get(0) + SLACK_BYTES);
            job.cancel();
            job.await(PATIENCE);
        }
    }

    private JobConfig config(EmbeddedKafka kafka, String registry, String... more) throws InterruptedException {
        List<String> overrides = new ArrayList<>(List.of(
                "kafka.bootstrap='" + kafka.bootstrap() + "'",
                "topics.examples=in",
                "topics.reports=reports",
                "micro-batch.size=" + MICRO_BATCH,
                "checkpoint.interval=500ms",
                "registry.keep=3",
                "metrics.enabled=true",
                "metrics.ports=9500-9999"));
        overrides.addAll(List.of(more));
        JobConfig config = Jobs.config(directory.resolve(registry), overrides.toArray(String[]::new));
        KafkaTopics.ensure(config);
        return config;
    }

    private static EmbeddedJob submit(EmbeddedFlink flink, JobConfig config, @Nullable Long records) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, config, new OffsetBounds(new TopicPartition("in", 0), 0, records));
        return flink.submit(env.getStreamGraph());
    }

    /** Every tenth record is broken. */
    private static boolean isBroken(int number) {
        return number % 10 == 9;
    }

    private static int send(EmbeddedKafka kafka, int from, int to) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new Topic(kafka, "in").producer(Map.of("linger.ms", 5))) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = from; i < to; i++) {
                sent.add(producer.send(new ProducerRecord<>(
                        "in", isBroken(i) ? ("broken " + i).getBytes(UTF_8) : Jobs.json("de", i))));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
        return to;
    }

    private void awaitTrained(EmbeddedJob job, JobConfig config, int examples) throws Exception {
        ModelRegistry registry = Jobs.registry(Path.of(config.registry().directory()));
        JobRun.await(job, examples + " examples", PATIENCE, () -> {
            Optional<Long> latest = registry.latest("de");
            return latest.isPresent() && registry.manifest("de", latest.get()).examples() >= examples;
        });
    }

    /** Time is what this is about: the job must still be there at its end. */
    private static void pass(Duration time, EmbeddedJob job) throws Exception {
        assertThat(job.await(time)).as("the job's end while it should wait").isEmpty();
    }

    private static void awaitEnd(EmbeddedJob job) throws Exception {
        assertThat(job.await(PATIENCE)).contains(JobStatus.FINISHED);
    }

    private static void assertNothingLost(EmbeddedKafka kafka, JobConfig config, int sent) throws IOException {
        ModelRegistry registry = Jobs.registry(Path.of(config.registry().directory()));
        SnapshotManifest last = registry.manifest("de", registry.latest("de").orElseThrow());
        Set<String> letters = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> letter :
                new Topic(kafka, config.topics().rejected()).readCommitted()) {
            assertThat(letters.add(
                            new String(letter.headers().lastHeader("offset").value(), UTF_8)))
                    .as("a dead letter twice")
                    .isTrue();
            assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                    .isEqualTo(RejectionReason.NOT_JSON.code());
        }
        assertThat(letters).hasSize(sent / 10);
        assertThat(last.examples()).isEqualTo(sent - sent / 10);
        assertThat(last.trainedInAll()).singleElement().satisfies(range -> {
            assertThat(range.count()).isEqualTo(sent - sent / 10);
            assertThat(range.last()).isEqualTo(sent - 2);
        });
        assertThat(registry.verify()).isEmpty();
    }

    /** Moves a link in one step; nobody sees it absent. */
    private void point(String link, Path target) throws IOException {
        Path next = Files.createSymbolicLink(directory.resolve(link + "-next"), target);
        Files.move(next, directory.resolve(link), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the heap's pools held when the last collection of each had ended. */
    private static long heapAfterGc() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    /** Waits until a scrape shows a series above a value. */
    private static void awaitMetric(EmbeddedJob job, String name, double above) throws Exception {
        JobRun.await(job, name + " above " + above, PATIENCE, () -> metric(name) > above);
    }

    /** The largest value of a series, as Prometheus would scrape it; NaN where there is none. */
    private static double metric(String name) throws IOException, InterruptedException {
        MetricsEndpoint endpoint = Objects.requireNonNull(MetricsEndpoint.current());
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(Objects.requireNonNull(endpoint.uri()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElse(Double.NaN);
    }
}
