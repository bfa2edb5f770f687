package io.rdrop.tools.bench;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.control.Acknowledgement;
import io.rdrop.control.CommandJson;
import io.rdrop.control.Verdict;
import io.rdrop.example.Command;
import io.rdrop.example.Example;
import io.rdrop.job.KafkaClients;
import io.rdrop.job.TrainingJob;
import io.rdrop.tools.audit.TopicReader;
import io.rdrop.tools.console.Hardware;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.embedded.EmbeddedFlink;
import io.rdrop.tools.embedded.EmbeddedJob;
import io.rdrop.tools.embedded.EmbeddedKafka;
import io.rdrop.tools.embedded.FlinkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How soon a command takes effect in a job that has more to do than it can. */
@picocli.CommandLine.Command(
        name = "control",
        description = {
            "How long it takes from sending a command until it takes effect, in a job that learns a full topic as fast as it"
                    + " can: a single network, then a pool.",
            "Broker, cluster and sender are in this process and share its processors."
        },
        footer = {
            "",
            "Examples:",
            "  rdrop bench control",
            "  rdrop bench control --data electricity.csv.gz --label class --commands 200"
        },
        mixinStandardHelpOptions = true)
final class BenchControlCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Option(names = "--data", paramLabel = "FILE", description = "A data file (default: a generator).")
    private @Nullable Path data;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column to predict (default: ${DEFAULT-VALUE}).")
    private String label = TaskOptions.LABEL;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Mixin
    private BenchGenerator generator = new BenchGenerator();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a configuration key.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Records of the topic, which must last (default: ${DEFAULT-VALUE}).")
    private long records = 2_000_000;

    @Option(names = "--commands", paramLabel = "N", description = "Commands to send (default: ${DEFAULT-VALUE}).")
    private int commands = 60;

    @Option(
            names = "--every",
            paramLabel = "MS",
            description = "Milliseconds from one to the next (default: ${DEFAULT-VALUE}).")
    private int everyMs = 200;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (records < 1 || commands < 1 || everyMs < 1) {
            throw new ConfigException("--records, --commands and --every must be >= 1 but were " + records + ", "
                    + commands + " and " + everyMs);
        }
        out.println(Hardware.describe());
        try (BenchFolder scratch = BenchFolder.create();
                EmbeddedKafka kafka = EmbeddedKafka.start(scratch.path().resolve("kafka"));
                EmbeddedFlink flink = EmbeddedFlink.start(FlinkSettings.ofSlots(1))) {
            BenchCase single = bench("learner=single");
            measure(single, "single", "r-drop.alpha", kafka, flink, scratch);
            BenchCase pool = bench();
            measure(pool, "pool", "pool.rates", kafka, flink, scratch);
        }
        return ExitCode.OK;
    }

    private BenchCase bench(String... more) throws IOException {
        List<String> settings = new ArrayList<>(overrides);
        settings.addAll(List.of(more));
        if (data != null) {
            return BenchCase.ofFile(data, label, task, settings);
        }
        return more.length > 0 ? generator.small(settings) : generator.pool(settings);
    }

    private void measure(
            BenchCase bench, String name, String setting, EmbeddedKafka kafka, EmbeddedFlink flink, BenchFolder scratch)
            throws Exception {
        JobConfig job = JobConfigs.with(
                bench.job(),
                List.of(
                        "name=" + name,
                        "kafka.bootstrap=" + kafka.bootstrap(),
                        "topics.examples=" + name + ".examples",
                        "topics.rejected=" + name + ".rejected",
                        "topics.models=" + name + ".models",
                        "topics.control=" + name + ".control",
                        "checkpoint.interval=1s",
                        "metrics.enabled=false",
                        "registry.directory=\"" + scratch.path().resolve(name).toAbsolutePath() + "\""));
        BenchTopic.fill(job, 1, records, i -> 0, bench::record);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        TrainingJob.prepare(env, job, null);
        EmbeddedJob running = flink.submit(env.getStreamGraph());
        try {
            // The first one waits for the model's first record, and for a job that has just begun: it does not count.
            send(0, setting, job);
            await(1, job, running);
            long beforeNs = System.nanoTime();
            for (int i = 1; i <= commands; i++) {
                Thread.sleep(everyMs);
                send(i, setting, job);
            }
            Map<String, Acknowledgement> answers = await(commands + 1, job, running);
            answers.remove("0");
            print(bench.title() + ", " + name, answers, System.nanoTime() - beforeNs);
        } finally {
            running.cancel();
            running.await();
        }
    }

    /** Sends one to all models: there is one, and it may have seen no record yet. */
    private static void send(int number, String setting, JobConfig job) throws IOException, InterruptedException {
        String topic = Objects.requireNonNull(job.topics().control());
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaClients.properties(job), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic); // connects before the time is taken
            Command command = new Command(
                    Integer.toString(number),
                    0,
                    number + 1L,
                    Command.ALL,
                    "set",
                    "bench",
                    System.currentTimeMillis(),
                    Map.of(setting, number % 2 == 0 ? "1" : "1.5"),
                    List.of(),
                    0,
                    false);
            producer.send(new ProducerRecord<>(topic, 0, null, CommandJson.write(command)))
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("a command could not be sent", e.getCause());
        }
    }

    /** Waits until so many were answered by the model; by id. */
    private Map<String, Acknowledgement> await(int count, JobConfig job, EmbeddedJob running) throws Exception {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Acknowledgement> answers = new TreeMap<>();
        while (answers.size() < count) {
            if (running.await(POLL).isPresent()) {
                throw new IllegalStateException("the job ended");
            }
            if (System.nanoTime() > deadlineNs) {
                throw new IllegalStateException(answers.size() + " of " + count + " commands were answered within "
                        + PATIENCE.toMinutes() + " minutes");
            }
            answers.clear();
            try (TopicReader reader = new TopicReader(
                    job.kafka().bootstrap(), Map.of(), job.topics().models())) {
                reader.forEach(record -> {
                    try {
                        if (Acknowledgement.isOne(record.value())) {
                            Acknowledgement answer = Acknowledgement.read(record.value());
                            if (answer.model().equals(Example.DEFAULT_MODEL)) {
                                answers.put(answer.command().id(), answer);
                            }
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException("an answer cannot be read", e);
                    }
                });
            }
        }
        return answers;
    }

    private void print(String title, Map<String, Acknowledgement> answers, long tookNs) {
        List<Long> delays = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Acknowledgement answer : answers.values()) {
            if (!answer.verdict().equals(Verdict.APPLIED.code())) {
                throw new IllegalStateException("a command was " + answer.verdict() + ": " + answer.reason());
            }
            delays.add(answer.atMs() - answer.command().sentMs());
            first = Math.min(first, answer.examples());
            last = Math.max(last, answer.examples());
        }
        Collections.sort(delays);
        if (last >= records) {
            throw new IllegalStateException("the topic was read to its end: take more --records");
        }
        out.printf(
                Locale.ROOT,
                "%n%s: %d commands among %,d examples (%,.0f a second)%n"
                        + "from sent to in effect: median %d ms, 99 of 100 within %d ms, the longest %d ms%n",
                title,
                delays.size(),
                last - first,
                (last - first) / (tookNs / 1e9),
                delays.get(delays.size() / 2),
                delays.get(Math.min(delays.size() - 1, delays.size() * 99 / 100)),
                delays.get(delays.size() - 1));
    }
}
