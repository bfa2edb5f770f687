package io.rdrop.session;

import io.rdrop.codec.ExampleCodec;
import io.rdrop.config.JobConfig;
import io.rdrop.example.Example;
import io.rdrop.example.MicroBatch;
import io.rdrop.example.RawRecord;
import io.rdrop.example.SourcePosition;
import io.rdrop.example.StepReport;
import io.rdrop.learn.Learner;
import io.rdrop.learn.MicroBatcher;
import io.rdrop.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job does to its records, in one loop without Kafka and Flink: decodes them, and lets each model learn from its
 * own in micro-batches that close by count. Ends with the job's bytes. Owns the learners.
 */
public final class LocalRun implements AutoCloseable {
    private final JobConfig config;
    private final ExampleCodec codec;
    private final SortedMap<String, Course> courses = new TreeMap<>();
    private long records;
    private long rejected;

    private record Course(MicroBatcher batcher, Learner learner) {
        @Nullable
        StepReport learn(@Nullable MicroBatch batch) {
            return batch == null ? null : learner.learn(batch);
        }
    }

    public LocalRun(JobConfig config) {
        this.config = config;
        codec = Task.of(config).codec();
    }

    /** Decodes the next record; null if nobody can learn from it. */
    public @Nullable Example decode(byte[] record) {
        SourcePosition position = new SourcePosition("memory", 0, records++, 0);
        if (codec.decode(new RawRecord(position, record)) instanceof Example example) {
            return example;
        }
        rejected++;
        return null;
    }

    /** Gives an example to its model; returns the report of the step that it completed, or null. */
    public @Nullable StepReport add(Example example) {
        Course course = course(example.model());
        return course.learn(course.batcher().add(example, 0));
    }

    /** Trains every model on the micro-batch that waits, if one does; the reports of these steps. */
    public List<StepReport> finish() {
        List<StepReport> reports = new ArrayList<>();
        for (Course course : courses.values()) {
            StepReport report = course.learn(course.batcher().close());
            if (report != null) {
                reports.add(report);
            }
        }
        return reports;
    }

    /** The learner of a model, a new one if it has seen nothing yet; owned by this run. */
    public Learner learner(String model) {
        return course(model).learner();
    }

    private Course course(String model) {
        return courses.computeIfAbsent(
                model,
                absent -> new Course(
                        new MicroBatcher(model, config.microBatch()),
                        Task.of(config).learner()));
    }

    /** The keys of all models so far, sorted. */
    public Set<String> models() {
        return courses.keySet();
    }

    /** Records so far that nobody can learn from. */
    public long rejected() {
        return rejected;
    }

    @Override
    public void close() {
        courses.values().forEach(course -> course.learner().close());
    }
}
