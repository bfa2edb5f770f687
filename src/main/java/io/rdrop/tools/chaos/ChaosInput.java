package io.rdrop.tools.chaos;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.TaskType;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.ExampleJson;
import io.rdrop.tools.feed.generator.GeneratedExample;
import io.rdrop.tools.feed.generator.Generators;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is learned: a drifting stream in turns of four model keys, each with a partition of its own, with an outlier
 * among its numbers every 125 examples and a broken record among every hundred. Optimiser, replay and history are such
 * that every kind of training state is there to be lost.
 *
 * @param yaml of the job, without the places that a run chooses
 * @param records in the order of sending
 */
public record ChaosInput(String yaml, List<Sent> records) {
    /** Two of them in either half of the key groups, so that both subtasks have work at parallelism 2. */
    static final List<String> MODELS = List.of("north", "east", "coast", "inland");

    /** Micro-batches of all models are whole at a multiple of this. */
    public static final int STEP = 4 * 8;

    /** The topic of commands. */
    static final String CONTROL = "control";

    private static final int OUTLIER_EVERY = 125;
    private static final double OUTLIER = 1e30;
    private static final int BROKEN_EVERY = 100;
    private static final List<String> BROKEN = List.of(
            "{",
            "",
            "[1,2,3]",
            "{\"model\":7}",
            "{\"model\":\"north\",\"features\":{},\"label\":\"A\"}",
            "{\"model\":\"coast\",\"features\":{\"salary\":\"much\"},\"label\":\"B\"}");

    private static final String SETTINGS = """
            name: chaos
            topics: {reports: step.reports, partitions: 4}
            history: {labels: 2}
            replay: {type: reservoir, capacity: 200, updates-per-batch: 2}
            micro-batch: {size: 8}
            model:
              hidden: [64, 64]
              updater: {type: adam, learning-rate: 0.002}
            registry: {interval: 0s}
            metrics: {enabled: false}
            """;

    /** A record to send, and the partition to send it to. */
    public record Sent(int partition, byte[] value) {}

    public ChaosInput {
        records = List.copyOf(records);
    }

    /**
     * Draws the stream of a task.
     *
     * @param task rows of a table's classes, texts of a language model, sentences, or pairs of texts
     * @param examples acceptable ones, a multiple of {@link #STEP}
     */
    public static ChaosInput of(TaskType task, long seed, int examples) {
        return switch (task) {
            case CLASSIFICATION -> of(seed, examples);
            case LANGUAGE_MODEL, SEQUENCE_TAGGING, TRANSLATION -> {
                check(examples);
                yield ChaosSentences.of(task, seed, examples);
            }
            default ->
                throw new ConfigException(
                        "task must be classification, language-model, sequence-tagging or translation for chaos but was "
                                + task);
        };
    }

    private static void check(int examples) {
        if (examples < STEP || examples % STEP != 0) {
            throw new IllegalArgumentException("examples must be a multiple of " + STEP + " but was " + examples);
        }
    }

    /** Draws the stream of so many acceptable examples, a multiple of {@link #STEP}. */
    public static ChaosInput of(long seed, int examples) {
        check(examples);
        DriftStream stream = Generators.byName("agrawal", seed, examples);
        ExampleJson json = new ExampleJson(stream);
        List<Sent> records = new ArrayList<>();
        for (int i = 0; i < examples; i++) {
            int partition = i % MODELS.size();
            GeneratedExample example = stream.next();
            if (i % OUTLIER_EVERY == OUTLIER_EVERY / 2) {
                example.numbers()[0] = OUTLIER;
            }
            records.add(new Sent(partition, json.bytes(i, MODELS.get(partition), example)));
            if (i % BROKEN_EVERY == BROKEN_EVERY / 2) {
                int number = i / BROKEN_EVERY;
                records.add(new Sent(
                        number % MODELS.size(),
                        BROKEN.get(number % BROKEN.size()).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return new ChaosInput(SETTINGS + Generators.jobYaml(stream), records);
    }

    /** The same records for a job with these settings changed. */
    public ChaosInput with(List<String> overrides) {
        return new ChaosInput(JobConfigs.toYaml(job(overrides)), records);
    }

    /**
     * The same records for a job whose models have challengers.
     *
     * @param settings what challengers have otherwise, as {@code KEY=VALUE}
     */
    public ChaosInput challengedWith(List<String> settings) {
        List<String> overrides = new ArrayList<>(List.of("topics.control=" + CONTROL));
        settings.forEach(setting -> overrides.add("challenger.settings." + setting));
        return with(overrides);
    }

    /** The job, with these settings changed. */
    JobConfig job(List<String> overrides) {
        return JobConfigs.parse(yaml, "the job of the chaos run", overrides);
    }
}
