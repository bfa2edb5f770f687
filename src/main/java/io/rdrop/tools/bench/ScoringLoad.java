package io.rdrop.tools.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Records sent at a rate, and how long after that each one's prediction was read. They go to the partitions in turn, so
 * that a prediction's partition and offset say which one it is of.
 *
 * @param partitions of the topic of records, which nobody has written to before
 * @param perSecond records
 * @param records in all
 */
record ScoringLoad(JobConfig job, int partitions, double perSecond, int records) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_MS = 1e6;
    /** Part of the delay. Without it each record is a request, which costs more than its prediction. */
    private static final int LINGER_MS = 2;

    /**
     * Delays in the order of sending.
     *
     * @param ms milliseconds
     * @param versions by which each was answered
     */
    record Delays(double[] ms, long[] versions) {
        /** Of all but the first: the job and the machine get into their stride. */
        Delays after(int first) {
            int from = Math.min(first, ms.length);
            return new Delays(
                    Arrays.copyOfRange(ms, from, ms.length), Arrays.copyOfRange(versions, from, versions.length));
        }

        /** Where another version answers a partition's next record, and how much later that answer came. */
        Changes changes(int partitions) {
            int count = 0;
            double longest = 0;
            for (int i = partitions; i < ms.length; i++) {
                if (versions[i] != versions[i - partitions]) {
                    count++;
                    longest = Math.max(longest, ms[i] - ms[i - partitions]);
                }
            }
            return new Changes(count, longest);
        }

        double percentile(double share) {
            double[] sorted = ms.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
        }
    }

    /**
     * What a change of the version cost.
     *
     * @param count of changes
     * @param longestMs by which the first answer of a version was later than the last of the one before
     */
    record Changes(int count, double longestMs) {}

    Delays run(BenchCase bench) throws InterruptedException {
        long[] sentNs = new long[records];
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        Thread sender = new Thread(
                () -> {
                    try {
                        send(bench, sentNs);
                    } catch (RuntimeException e) {
                        failure.set(e);
                    }
                },
                "scoring-load");
        double[] delays = new double[records];
        long[] versions = new long[records];
        try (KafkaConsumer<byte[], byte[]> reader = reader()) {
            sender.start();
            long quietSinceNs = System.nanoTime();
            for (int read = 0; read < records; ) {
                for (ConsumerRecord<byte[], byte[]> prediction : reader.poll(Duration.ofMillis(100))) {
                    quietSinceNs = System.nanoTime();
                    Answer answer = answer(prediction.value());
                    delays[answer.index] = (quietSinceNs - sentNs[answer.index]) / NS_PER_MS;
                    versions[answer.index] = answer.version;
                    read++;
                }
                RuntimeException failed = failure.get();
                if (failed != null || System.nanoTime() - quietSinceNs > PATIENCE.toNanos()) {
                    throw new IllegalStateException(read + " of " + records + " records were predicted", failed);
                }
            }
        } finally {
            sender.join();
        }
        return new Delays(delays, versions);
    }

    private void send(BenchCase bench, long[] sentNs) {
        Map<String, Object> properties = new HashMap<>(KafkaClients.properties(job));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BenchTopic.BATCH_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(job.scoring().topic()); // connects
            long beganNs = System.nanoTime();
            for (int i = 0; i < records; i++) {
                long dueNs = beganNs + (long) (i / perSecond * NS_PER_S);
                while (System.nanoTime() < dueNs) {
                    LockSupport.parkNanos(dueNs - System.nanoTime());
                }
                sentNs[i] = System.nanoTime();
                send(producer, new ProducerRecord<>(job.scoring().topic(), i % partitions, null, bench.record(i)));
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a record that did not arrive is missed by the reader
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                KafkaClients.properties(job), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(job.scoring().predictions(), partition))
                .toList();
        reader.assign(all);
        reader.seekToEnd(all);
        all.forEach(reader::position);
        return reader;
    }

    /** Which record a prediction is of, by where it says that one stands, and by which version. */
    private record Answer(int index, long version) {}

    private Answer answer(byte[] prediction) {
        long version = 0;
        int partition = -1;
        int offset = -1;
        try (JsonParser json = JSON.createParser(prediction)) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                switch (field) {
                    case "partition" -> partition = json.getIntValue();
                    case "offset" -> offset = json.getIntValue();
                    case "version" -> version = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a prediction is no JSON", e);
        }
        return new Answer(offset * partitions + partition, version);
    }
}
