package io.rdrop.tools.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.config.JobConfig;
import io.rdrop.job.KafkaClients;
import io.rdrop.late.ServedScore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events over five hours of their own time, predictions of them, and labels that come from a second to an hour later:
 * one event in twenty never has one, one in a hundred has two. The same seed gives the same records, but for the time
 * of day.
 */
final class LabelsLoad {
    static final long SPAN_MS = 5 * 3_600_000L;
    static final int VERSIONS = 4;

    /** From the first event to the last label, and some more: a broker takes no records of the future. */
    private static final long AGO_MS = SPAN_MS + 2 * 3_600_000L;

    private static final long LEAST_MS = 1_000;
    private static final long MOST_MS = 3_600_000;
    private static final int COLUMNS = 4;
    private static final double NEVER = 0.05;
    private static final double TWICE = 0.01;
    private static final double NOISE = 0.1;

    private final long startMs = System.currentTimeMillis() - AGO_MS;
    private final int events;
    private final long[] labelMs;
    private final boolean[] twice;
    private final byte[] label;
    private final SplittableRandom random;
    private final Map<Long, double[]> answered = new TreeMap<>();
    private long labelled;
    private long duplicates;

    LabelsLoad(int events, long seed) {
        this.events = events;
        random = new SplittableRandom(seed);
        labelMs = new long[events];
        twice = new boolean[events];
        label = new byte[events];
    }

    /** Events whose label comes. */
    long labelled() {
        return labelled;
    }

    /** Second labels. */
    long duplicates() {
        return duplicates;
    }

    /** Answers, right ones and the sum of log-losses by version, of the events that have labels. */
    Map<Long, double[]> answered() {
        return answered;
    }

    private long eventMs(int event) {
        return startMs + SPAN_MS * event / events;
    }

    /** Sends all of it. */
    void send(JobConfig job) {
        Map<String, Object> properties = new HashMap<>(KafkaClients.properties(job));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BenchTopic.BATCH_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int event = 0; event < events; event++) {
                sendEvent(event, job, producer);
            }
            sendLabels(String.valueOf(job.labels().topic()), producer);
            producer.flush();
        }
    }

    private void sendEvent(int event, JobConfig job, Producer<byte[], byte[]> producer) {
        double[] x = new double[COLUMNS];
        double sum = 0;
        for (int i = 0; i < COLUMNS; i++) {
            x[i] = Math.rint(1_000 * (2 * random.nextDouble() - 1)) / 1_000;
            sum += (i + 1) * x[i];
        }
        label[event] = (byte) (sum > 0 == random.nextDouble() > NOISE ? 1 : 0);
        if (random.nextDouble() >= NEVER) {
            labelled++;
            labelMs[event] = eventMs(event) + LEAST_MS + random.nextLong(MOST_MS - LEAST_MS);
            twice[event] = random.nextDouble() < TWICE;
            duplicates += twice[event] ? 1 : 0;
        }
        send(
                producer,
                job.topics().examples(),
                eventMs(event),
                String.format(
                        Locale.ROOT,
                        "{\"id\":\"%d\",\"features\":[%.3f,%.3f,%.3f,%.3f]}",
                        event,
                        x[0],
                        x[1],
                        x[2],
                        x[3]));
        long version = 1 + (long) VERSIONS * event / events;
        float yes = (float) (Math.rint(1_000 / (1 + Math.exp(-sum))) / 1_000);
        float no = (float) (Math.rint(1_000 / (1 + Math.exp(sum))) / 1_000);
        send(
                producer,
                String.valueOf(job.labels().predictions()),
                eventMs(event) + 50,
                String.format(
                        Locale.ROOT,
                        "{\"id\":\"%d\",\"model\":\"default\",\"probabilities\":{\"no\":%s,\"yes\":%s},\"version\":%d}",
                        event,
                        no,
                        yes,
                        version));
        if (labelMs[event] > 0) {
            double[] sums = answered.computeIfAbsent(version, absent -> new double[3]);
            sums[0]++;
            sums[1] += (yes > no ? 1 : 0) == label[event] ? 1 : 0;
            sums[2] -= Math.log(Math.max(1e-15, label[event] == 1 ? yes : no));
        }
    }

    private void sendLabels(String topic, Producer<byte[], byte[]> producer) {
        long[] byTime = new long[(int) (labelled + duplicates)];
        int count = 0;
        for (int event = 0; event < events; event++) {
            if (labelMs[event] > 0) {
                byTime[count++] = (labelMs[event] - startMs) << 24 | event;
                if (twice[event]) {
                    byTime[count++] = (labelMs[event] - startMs + LEAST_MS) << 24 | event;
                }
            }
        }
        Arrays.sort(byTime);
        for (long each : byTime) {
            int event = (int) (each & 0xff_ffff);
            send(
                    producer,
                    topic,
                    startMs + (each >> 24),
                    String.format(Locale.ROOT, "{\"id\":\"%d\",\"label\":%d}", event, label[event]));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever counts what came sees what is missing
    private static void send(Producer<byte[], byte[]> producer, String topic, long timeMs, String value) {
        producer.send(new ProducerRecord<>(topic, 0, timeMs, null, value.getBytes(UTF_8)));
    }

    /** Whether scores are those of the answers that were sent. */
    boolean holds(ServedScore score) {
        double[] sums = answered.getOrDefault(score.version(), new double[3]);
        return score.answers() == (long) sums[0]
                && score.hits() == (long) sums[1]
                && Math.abs(score.logLoss() - sums[2]) < 1e-6 * Math.max(1, sums[2]);
    }
}
