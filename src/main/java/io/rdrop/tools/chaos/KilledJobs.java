package io.rdrop.tools.chaos;

import io.rdrop.job.ScoringJob;
import io.rdrop.job.TrainingJob;
import io.rdrop.tools.processes.Distribution;
import io.rdrop.tools.processes.FlinkProcesses;
import io.rdrop.tools.processes.KafkaProcess;
import io.rdrop.tools.processes.Poll;
import io.rdrop.tools.processes.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job that learns and one that predicts, on one broker and one cluster of processes that are killed. */
final class KilledJobs implements AutoCloseable {
    private static final Map<String, String> CLUSTER = Map.ofEntries(
            Map.entry("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
            Map.entry("restart-strategy.type", "exponential-delay"),
            Map.entry("restart-strategy.exponential-delay.initial-backoff", "500 ms"),
            Map.entry("restart-strategy.exponential-delay.max-backoff", "5 s"),
            Map.entry("resourcemanager.standalone.start-up-time", "86400000"),
            Map.entry("cluster.registration.error-delay", "500 ms"),
            Map.entry("cluster.registration.refused-registration-delay", "500 ms"),
            Map.entry("cluster.registration.max-timeout", "2 s"),
            Map.entry("taskmanager.slot.timeout", "2 s"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final String METADATA = "_metadata";

    private final Path folder;
    private final Path yaml;
    private final Distribution distribution;
    private final Watchdog watchdog;
    private final KafkaProcess kafka;
    private final FlinkProcesses flink;
    private final List<Job> jobs = List.of(new Job(TrainingJob.class), new Job(ScoringJob.class));

    /** One of them: what it is called and where its checkpoints are. */
    private static final class Job {
        private final Class<?> main;
        private String id = "";

        Job(Class<?> main) {
            this.main = main;
        }
    }

    /** What is ended with SIGKILL. */
    enum Victim {
        TASKMANAGER,
        BROKER,
        JOBMANAGER
    }

    /** @param folder empty; everything goes there */
    KilledJobs(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        yaml = folder.resolve("job.yaml");
        distribution = Distribution.locate();
        watchdog = Watchdog.start(folder.toString());
        kafka = KafkaProcess.start(Files.createDirectories(folder.resolve("kafka")), distribution, watchdog);
        flink = FlinkProcesses.start(
                Files.createDirectories(folder.resolve("flink")), distribution, watchdog, CLUSTER, List.of());
    }

    String bootstrap() {
        return kafka.bootstrap();
    }

    /** Starts both, and returns when both have a checkpoint to come back from. */
    void start(String jobYaml) throws IOException, InterruptedException {
        Files.writeString(yaml, jobYaml);
        for (Job job : jobs) {
            submit(job, null);
        }
        for (Job job : jobs) {
            await("a checkpoint of " + job.main.getSimpleName(), () -> newestState(job) != null);
        }
    }

    private void submit(Job job, @Nullable Path state) throws IOException, InterruptedException {
        job.id = flink.rest()
                .submit(
                        distribution.jobJar(),
                        job.main.getName(),
                        List.of(
                                "--config",
                                yaml.toString(),
                                "--set",
                                "checkpoint.directory=\"" + checkpoints(job).toUri() + "\""),
                        state == null ? null : state.toUri().toString());
    }

    private Path checkpoints(Job job) {
        return folder.resolve("checkpoints").resolve(job.main.getSimpleName());
    }

    private @Nullable Path newestState(Job job) throws IOException {
        if (!Files.isDirectory(checkpoints(job))) {
            return null;
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> runs = Files.list(checkpoints(job))) {
            for (Path run : runs.toList()) {
                try (Stream<Path> states = Files.list(run)) {
                    states.filter(state -> Files.isRegularFile(state.resolve(METADATA)))
                            .forEach(found::add);
                }
            }
        }
        return found.stream().max(Comparator.comparing(KilledJobs::time)).orElse(null);
    }

    /** When it was complete; one that is deleted meanwhile is an old one. */
    private static FileTime time(Path state) {
        try {
            return Files.getLastModifiedTime(state.resolve(METADATA));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Kills, and starts anew what was killed; returns when both jobs run. */
    void kill(Victim victim) throws IOException, InterruptedException {
        long killedMs = System.currentTimeMillis();
        switch (victim) {
            case TASKMANAGER -> {
                flink.taskManager().kill();
                flink.restartTaskManager();
            }
            case BROKER -> {
                kafka.kill();
                kafka.restart();
                killedMs = 0; // the jobs may notice, or may not
            }
            case JOBMANAGER -> {
                flink.jobManager().kill();
                flink.restartJobManager();
                for (Job job : jobs) {
                    submit(job, newestState(job));
                }
            }
        }
        long sinceMs = killedMs;
        for (Job job : jobs) {
            await(job.main.getSimpleName() + " after " + victim, () -> flink.rest()
                    .runsSince(job.id, sinceMs));
        }
    }

    /** Ends both with savepoints: what is not committed by then is committed with them. */
    void stop() throws IOException, InterruptedException {
        for (Job job : jobs) {
            flink.rest().stop(job.id, Files.createDirectories(folder.resolve("savepoints")));
        }
    }

    private static void await(String what, Poll.Condition condition) throws IOException, InterruptedException {
        if (!Poll.until(PATIENCE, OFTEN, condition)) {
            throw new IOException("still waiting for " + what + " after " + PATIENCE);
        }
    }

    @Override
    public void close() {
        flink.close();
        kafka.close();
        watchdog.close();
    }
}
