package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.Durations;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.job.KafkaClients;
import io.rdrop.tools.console.GeneratorNames;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FormattedRecords;
import io.rdrop.tools.feed.generator.GeneratedRecords;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.feed.sending.DelayedLabels;
import io.rdrop.tools.feed.sending.FeedResult;
import io.rdrop.tools.feed.sending.Feeder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends the records of a data file, or of a drift generator, to any Kafka. */
@Command(
        name = "feed",
        description =
                "Send a data file (CSV, TSV, JSON lines, idx files of images, each also .gz), or the examples of a"
                        + " drift generator, as records to a Kafka topic, in order.",
        footer = {
            "",
            "Examples:",
            "  rdrop feed --data electricity.csv.gz --label class --bootstrap localhost:9092 --topic examples",
            "  rdrop feed --data electricity.csv.gz --label class --bootstrap localhost:9092 --topic examples --rate"
                    + " 500 --loop",
            "  rdrop feed --generator sea --bootstrap localhost:9092 --topic examples --rate 500 --loop",
            "  rdrop feed --data electricity.csv.gz --config job.yaml --format avro --bootstrap localhost:9092 --topic"
                    + " examples"
        },
        mixinStandardHelpOptions = true)
final class FeedCommand implements Callable<Integer> {
    private static final int ADMIN_TIMEOUT_MS = 15_000;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What is sent: one of the two. */
    private static final class Source {
        @Option(names = "--data", required = true, paramLabel = "FILE", description = "The data file.")
        private @Nullable Path data;

        @Option(
                names = "--generator",
                required = true,
                paramLabel = "NAME",
                completionCandidates = GeneratorNames.class,
                description =
                        "Instead of a file, a drifting stream: sea, hyperplane, rbf, led, agrawal, friedman or friedman-gradual.")
        private @Nullable String generator;
    }

    @Option(
            names = "--examples",
            defaultValue = "100000",
            paramLabel = "N",
            description =
                    "--generator: length of the stream; drift points are spread over it (default: ${DEFAULT-VALUE}).")
    private long examples;

    @Option(
            names = "--seed",
            defaultValue = "42",
            paramLabel = "N",
            description = "--generator: the same seed gives the same stream (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "The Kafka to send to.")
    private String bootstrap = "";

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "T",
            description = "The topic to send to (its partition 0: one order).")
    private String topic = "";

    @Option(
            names = "--label",
            defaultValue = "label",
            paramLabel = "COLUMN",
            description = "The label column (default: ${DEFAULT-VALUE}).")
    private String label = "label";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The job's YAML: sends its features under its label column, instead of a look at the data.")
    private @Nullable Path config;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "json, avro or binary (default: that of --config, else json). Avro records have the schema of"
                    + " --config, else the one that `rdrop schema` prints.")
    private @Nullable String format;

    @Mixin
    private TaskOptions task = new TaskOptions();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Records per second (default: as fast as Kafka takes them).")
    private double rate = Double.POSITIVE_INFINITY;

    @Option(
            names = "--loop",
            description = "Until Ctrl-C: start again at the end of the file; a generator goes on and drifts at the same"
                    + " pace.")
    private boolean loop;

    @Option(
            names = "--labels-after",
            paramLabel = "DURATION",
            description =
                    "Send labels apart from their records, to --labels-topic, each so long after its record (5s, 1m);"
                            + " a record without id is given one.")
    private @Nullable String labelsAfter;

    @Option(
            names = "--labels-topic",
            defaultValue = "labels",
            paramLabel = "T",
            description = "The topic of --labels-after (default: ${DEFAULT-VALUE}).")
    private String labelsTopic = "labels";

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Override
    public Integer call() throws Exception {
        if (!(rate > 0)) {
            throw new ConfigException("--rate must be > 0 but was " + rate);
        }
        if (source.generator != null) {
            return generate(GeneratorOptions.checked(source.generator, examples));
        }
        Path data = Objects.requireNonNull(source.data);
        TaskData rows = task.look(data, label, EnvelopeColumns.NONE, config, List.of());
        JobConfig job;
        if (config == null) {
            System.out.print(rows.describe());
            job = JobConfigs.parse(rows.jobYaml(), "the inferred job", overrides());
        } else {
            job = JobConfigs.load(config, overrides());
        }
        return send(rows.records(job), job, loop, loop ? 0 : rows.rows());
    }

    private List<String> overrides() {
        List<String> overrides = new ArrayList<>();
        if (format != null) {
            overrides.add("input.format=" + format.toLowerCase(Locale.ROOT));
        }
        if (labelsAfter != null) {
            overrides.add("labels.topic=" + labelsTopic);
        }
        return task.overrides(overrides);
    }

    private int generate(String name) throws InterruptedException {
        if (config != null) {
            throw new ConfigException("--config is for --data; the columns of generator " + name + " are its own");
        }
        long end = loop ? GeneratedRecords.ENDLESS : examples;
        JobConfig job = JobConfigs.parse(
                Generators.jobYaml(GeneratorOptions.open(name, seed, examples)), "the generator's job", overrides());
        return send(
                new GeneratedRecords(() -> GeneratorOptions.open(name, seed, examples), end),
                job,
                false,
                loop ? 0 : end);
    }

    private int send(Iterable<byte[]> json, JobConfig job, boolean again, long total) throws InterruptedException {
        Duration after = labelsAfter == null ? Duration.ZERO : Durations.parse(labelsAfter, "--labels-after");
        Interrupts.install(Thread.currentThread()::interrupt);
        try (Producer<byte[], byte[]> producer =
                Feeder.producer(KafkaClients.properties(bootstrap, kafka.properties()))) {
            requireTopic(topic);
            if (labelsAfter == null) {
                return done(feed(producer, new FormattedRecords(json, job), again, total), 0);
            }
            requireTopic(labelsTopic);
            try (DelayedLabels labels = new DelayedLabels(producer, labelsTopic, after)) {
                FeedResult result = feed(producer, new FormattedRecords(labels.apart(json), job), again, total);
                return done(result, result.interrupted() ? 0 : labels.finish());
            }
        }
    }

    private FeedResult feed(Producer<byte[], byte[]> producer, Iterable<byte[]> records, boolean again, long total) {
        ProgressLine line = new ProgressLine(Terminal.ofProcess(), total);
        FeedResult result = new Feeder(
                        producer,
                        topic,
                        rate,
                        again,
                        (count, bytes) -> line.show(System.currentTimeMillis(), count, 0, List.of()))
                .feed(records);
        line.end(System.currentTimeMillis(), result.records(), 0, List.of());
        return result;
    }

    private int done(FeedResult result, long labels) {
        System.out.printf(
                Locale.ROOT,
                "Sent %,d records (%,d bytes) to %s on %s%s%n",
                result.records(),
                result.bytes(),
                topic,
                bootstrap,
                result.interrupted() ? " (stopped before the end)" : "");
        if (labels > 0) {
            System.out.printf(Locale.ROOT, "Sent %,d labels to %s, each %s later%n", labels, labelsTopic, labelsAfter);
        }
        if (result.refused() > 0) {
            System.out.printf(Locale.ROOT, "The broker refused %,d records as too large%n", result.refused());
            return Main.FAILED;
        }
        Thread.interrupted(); // asked to stop, and stopped: closing must not be cut short
        return Main.DONE;
    }

    private void requireTopic(String wanted) throws InterruptedException {
        Map<String, Object> client = KafkaClients.properties(bootstrap, kafka.properties());
        client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        client.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(wanted, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new ConfigException("cannot use Kafka at " + bootstrap + ": " + e.getCause());
            }
        }
    }
}
