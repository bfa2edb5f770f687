package io.rdrop.tools.bench;

import io.rdrop.codec.Transcoder;
import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.tools.console.TaskOptions;
import io.rdrop.tools.feed.TaskData;
import io.rdrop.tools.feed.files.EnvelopeColumns;
import io.rdrop.tools.feed.files.FormattedRecords;
import io.rdrop.tools.feed.generator.DriftStream;
import io.rdrop.tools.feed.generator.ExampleJson;
import io.rdrop.tools.feed.generator.GeneratedExample;
import io.rdrop.tools.feed.generator.Generators;
import io.rdrop.tools.feed.generator.RbfGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark trains: a job without Kafka and registry, and its records, which a longer stream repeats. */
record BenchCase(String title, JobConfig job, List<byte[]> records) {
    private static final long SEED = 42;

    /** Distinct records; more would only take longer to make. */
    private static final int DISTINCT = 20_000;

    /**
     * Radial basis functions, learned by two hidden layers with dropout 0.3 after both, Adam, two passes, alpha 1.
     * Records name the models in turn, or none.
     */
    static BenchCase generated(
            int features, int classes, int hidden, int batch, List<String> models, List<String> overrides) {
        DriftStream stream = stream(features, classes);
        JobConfig job = JobConfigs.parse(
                yaml(stream) + "model: {hidden: [" + hidden + ", " + hidden
                        + "], dropout: 0.3, updater: {type: adam}}\nmicro-batch: {size: " + batch + "}\n",
                "the benchmark's job",
                overrides);
        return new BenchCase(title(features, classes, job), job, records(stream, job, models));
    }

    /** The same records, learned by a pool. */
    static BenchCase pool(int features, int classes, List<String> overrides) {
        DriftStream stream = stream(features, classes);
        JobConfig job = JobConfigs.parse(yaml(stream) + "learner: pool\n", "the benchmark's job", overrides);
        return new BenchCase(
                "the default pool, " + features + " columns, " + classes + " classes",
                job,
                records(stream, job, List.of()));
    }

    /** The records of a data file, and the job that a first look at it gives. */
    static BenchCase ofFile(Path file, String label, TaskOptions task, List<String> overrides) throws IOException {
        List<String> settings = task.overrides(overrides);
        TaskData rows = task.look(file, label, EnvelopeColumns.NONE, null, settings);
        JobConfig job = JobConfigs.parse(rows.jobYaml(), "the inferred job", settings);
        List<byte[]> records = new ArrayList<>();
        new FormattedRecords(rows.records(job), job).iterator().forEachRemaining(records::add);
        return new BenchCase(String.valueOf(file.getFileName()), job, records);
    }

    /** The same under another title. */
    BenchCase called(String other) {
        return new BenchCase(other, job, records);
    }

    private static DriftStream stream(int features, int classes) {
        return new RbfGenerator(SEED, 4L * DISTINCT, features, classes);
    }

    private static String yaml(DriftStream stream) {
        return "name: bench\n" + Generators.jobYaml(stream);
    }

    private static List<byte[]> records(DriftStream stream, JobConfig job, List<String> models) {
        ExampleJson json = new ExampleJson(stream);
        Transcoder format = new Transcoder(job);
        List<byte[]> records = new ArrayList<>(DISTINCT);
        for (int i = 0; i < DISTINCT; i++) {
            GeneratedExample example = stream.next();
            byte[] record = json.bytes(i, example);
            records.add(format.transcode(models.isEmpty() ? record : withModel(record, models.get(i % models.size()))));
        }
        return records;
    }

    private static byte[] withModel(byte[] record, String model) {
        return new String(record, StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{\"model\":\"" + model + "\",")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String title(int features, int classes, JobConfig job) {
        StringBuilder title = new StringBuilder().append(features);
        job.model().hidden().forEach(units -> title.append('-').append(units));
        return title.append('-')
                .append(classes)
                .append(", micro-batches of ")
                .append(job.microBatch().size())
                .toString();
    }

    /** Mean length of a record, bytes. */
    double recordBytes() {
        return records.stream().mapToInt(record -> record.length).average().orElse(0);
    }

    /** The record at a place of the repeated stream. */
    byte[] record(long index) {
        return records.get((int) (index % records.size()));
    }
}
