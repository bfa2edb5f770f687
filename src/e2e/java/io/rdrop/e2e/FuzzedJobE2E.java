package io.rdrop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.codec.FuzzedTask;
import io.rdrop.codec.RecordMutator;
import io.rdrop.tools.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hundred thousand records of {@link RecordMutator} through the whole job in a process of its own, a share for each
 * task: it never fails, loses none, and needs no more memory in the second half than in the first. (A quarter may be
 * without a huge record, whose buffers clients keep.)
 */
class FuzzedJobE2E {
    private static final int RECORDS =
            Integer.getInteger("rdrop.fuzz.job-records", 100_000) / FuzzedTask.values().length;
    private static final int QUARTERS = 4;
    private static final long SLACK_BYTES = 48 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** A task that asks for libtorch builds it first, unless it is there. */
    private static final Duration PATIENCE_AT_START = Duration.ofMinutes(15);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void noRecordStopsTheJobAndNoneIsLost(FuzzedTask task) throws Exception {
        RecordMutator mutator = task.mutator(2);
        int metrics = FlinkProcesses.freePort();
        Path log = folder.resolve("job.log");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
                Launched job = start(task, kafka, metrics, log)) {
            job.await(PATIENCE_AT_START, "metrics", () -> sum(metrics, "rdrop_records_total") == 0);
            assertThat(ListeningSockets.of(job.pid()))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(ListeningSockets::isLoopback);
            List<Long> heap = new ArrayList<>();
            for (int quarter = 1; quarter <= QUARTERS; quarter++) {
                int sent = send(kafka, mutator, RECORDS * (quarter - 1) / QUARTERS, RECORDS * quarter / QUARTERS);
                job.await(PATIENCE, sent + " records trained on or rejected", () -> done(metrics) == sent);
                heap.add(heapAfterGc(job.pid(), metrics));
            }
            double rejected = sum(metrics, "rdrop_rejected_total");
            double trained = sum(metrics, "rdrop_examples_total");
            System.out.printf(
                    "%s: %d records, %.0f trained on, %.0f rejected; heap after GC at the quarters, MiB: %s%n",
                    task,
                    RECORDS,
                    trained,
                    rejected,
                    heap.stream().map(bytes -> bytes >> 20).toList());
            assertThat(trained + rejected).isEqualTo(RECORDS);
            assertThat(trained).isGreaterThan(RECORDS / 5.0);
            assertThat(rejected).isGreaterThan(RECORDS / 5.0);
            assertThat(Collections.max(heap.subList(QUARTERS / 2, QUARTERS)))
                    .isLessThan(Collections.max(heap.subList(0, QUARTERS / 2)) + SLACK_BYTES);
            assertEachOnceWithItsBytes(kafka, mutator, (int) (rejected + sum(metrics, "outcome=\"non_finite\"")));
            assertThat(Files.readString(log)).contains("to RUNNING").doesNotContain("RESTARTING", "to FAILED");
        }
    }

    private Launched start(FuzzedTask task, EmbeddedKafka kafka, int metrics, Path log) throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("job.yaml"),
                task.yaml()
                        + """
                        name: fuzzed
                        kafka: {bootstrap: "%s"}
                        micro-batch: {max-wait: 300ms}
                        registry: {directory: "%s", keep: 2, interval: 5s}
                        checkpoint: {interval: 1s, directory: "%s"}
                        metrics: {ports: %d}
                        """.formatted(
                                        kafka.bootstrap(),
                                        folder.resolve("models"),
                                        folder.resolve("checkpoints").toUri(),
                                        metrics));
        return Launched.start(
                folder.resolve("job.txt"),
                Map.of("RDROP_JAVA_OPTS", "-Drdrop.log=" + log),
                List.of(Path.of("rdrop").toAbsolutePath().toString(), "job", "--config", yaml.toString()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what was not sent is not done, and waited for in vain
    private static int send(EmbeddedKafka kafka, RecordMutator mutator, int from, int to) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrap(),
                "max.request.size",
                64 << 20,
                "buffer.memory",
                64L << 20,
                "batch.size",
                16 << 10,
                "linger.ms",
                5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int n = from; n < to; n++) {
                int number = n;
                byte[] value = mutator.record(n);
                if (value.length > 1 << 18) {
                    producer.flush(); // a huge record travels alone
                }
                producer.send(new ProducerRecord<>("examples", 0, null, value), (written, error) -> {
                    if (error != null || written.offset() != number) {
                        throw new IllegalStateException("record " + number + " went to " + written, error);
                    }
                });
                if (value.length > 1 << 18) {
                    producer.flush();
                }
            }
        }
        return to;
    }

    private static double done(int port) {
        return sum(port, "rdrop_examples_total") + sum(port, "rdrop_rejected_total");
    }

    /** Each rejected record, by the offset that it says, has one dead letter with its very bytes. */
    private static void assertEachOnceWithItsBytes(EmbeddedKafka kafka, RecordMutator mutator, int expected) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed", "max.poll.records", 100);
        TopicPartition partition = new TopicPartition("examples.rejected", 0);
        Map<Integer, String> reasons = new TreeMap<>();
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (reasons.size() < expected && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    int offset = Integer.parseInt(header(letter, "offset"));
                    assertThat(reasons.put(offset, header(letter, "reason")))
                            .as("another dead letter of record " + offset)
                            .isNull();
                    if (!Arrays.equals(letter.value(), mutator.record(offset))) {
                        throw new AssertionError("the dead letter of record " + offset + " has other bytes");
                    }
                }
            }
        }
        assertThat(reasons).hasSize(expected);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
        return new String(record.headers().lastHeader(key).value(), StandardCharsets.UTF_8);
    }

    private long heapAfterGc(long pid, int port) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Launched.Result collected =
                Launched.run(folder.resolve("jcmd.txt"), List.of(jcmd.toString(), Long.toString(pid), "GC.run"));
        assertThat(collected.exitCode()).as(collected.printed()).isZero();
        return (long) sum(port, "jvm_memory_used_bytes{area=\"heap\"");
    }

    /** The sum of all series whose line has this in it; -1 if nobody answers. */
    private static double sum(int port, String series) {
        try {
            String body = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return Pattern.compile("\n")
                    .splitAsStream(body)
                    .filter(line -> !line.startsWith("#") && line.contains(series))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
