package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends examples of a benchmark at rates that follow each other; a thread of its own.
 *
 * @param rates examples per second
 * @param seconds of each rate
 */
record BacklogLoad(JobConfig job, List<Double> rates, int seconds) {
    private static final double NS_PER_S = 1e9;

    /** How far it is. */
    static final class Progress {
        private final AtomicLong sent = new AtomicLong();
        private volatile boolean isDone;

        long sent() {
            return sent.get();
        }

        boolean isDone() {
            return isDone;
        }
    }

    Progress start(BenchCase bench) {
        Progress progress = new Progress();
        Thread sender = new Thread(() -> send(bench, progress), "backlog-load");
        sender.setDaemon(true);
        sender.start();
        return progress;
    }

    private void send(BenchCase bench, Progress progress) {
        Map<String, Object> properties = new HashMap<>(KafkaClients.properties(job));
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BenchTopic.BATCH_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(job.topics().examples()); // connects
            for (double rate : rates) {
                long beganNs = System.nanoTime();
                long examples = Math.round(rate * seconds);
                for (long i = 0; i < examples; i++) {
                    long dueNs = beganNs + (long) (i / rate * NS_PER_S);
                    while (System.nanoTime() < dueNs) {
                        LockSupport.parkNanos(dueNs - System.nanoTime());
                    }
                    send(
                            producer,
                            new ProducerRecord<>(
                                    job.topics().examples(), 0, null, bench.record(progress.sent.getAndIncrement())));
                }
            }
        } finally {
            progress.isDone = true;
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what did not arrive is missed at the end
    private static void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }
}
