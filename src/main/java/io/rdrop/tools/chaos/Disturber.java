package io.rdrop.tools.chaos;

import io.rdrop.tools.processes.FlinkProcesses;
import io.rdrop.tools.processes.KafkaProcess;
import io.rdrop.tools.processes.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Does to the job what a schedule says. */
final class Disturber {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final Duration NOW_AND_THEN = Duration.ofMillis(20);

    private final FlinkProcesses flink;
    private final KafkaProcess kafka;
    private final JobUnderTest job;
    private final Path jar;
    private final Recovery recovery;
    private String version = "";

    /** @param jar the job's, of which others are made */
    Disturber(FlinkProcesses flink, KafkaProcess kafka, JobUnderTest job, Path jar, Recovery recovery) {
        this.flink = flink;
        this.kafka = kafka;
        this.job = job;
        this.jar = jar;
        this.recovery = recovery;
    }

    /** The version that the running jar says it is; empty for the original. */
    String version() {
        return version;
    }

    /** Does it; what was ended is started again, what was taken away is given back. It waits for nothing after that. */
    Disturbed disturb(Disturbance disturbance) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(disturbance.pauseMs());
        return switch (disturbance.scenario()) {
            case TASKMANAGER_KILL -> killTaskManager(disturbance);
            case TASKMANAGER_TERM -> terminateTaskManager();
            case TASKMANAGER_PAUSE -> pauseTaskManager(disturbance);
            case JOBMANAGER_KILL -> killJobManager(disturbance);
            case BROKER_KILL -> killBroker();
            case UPGRADE -> upgrade(disturbance);
            case RESCALE -> rescale();
            case REGISTRY_READ_ONLY ->
                outage(DirectoryOutage.readOnly(job.places().registry()), disturbance);
            case REGISTRY_AWAY -> outage(DirectoryOutage.away(job.places().registry()), disturbance);
            case CHECKPOINTS_READ_ONLY ->
                outage(DirectoryOutage.readOnly(job.places().checkpoints()), disturbance);
            case CHECKPOINTS_AWAY -> outage(DirectoryOutage.away(job.places().checkpoints()), disturbance);
        };
    }

    private Disturbed killTaskManager(Disturbance disturbance) throws IOException, InterruptedException {
        String when = await(disturbance);
        long killedMs = System.currentTimeMillis();
        flink.taskManager().kill();
        flink.restartTaskManager();
        return Disturbed.restarted("killed " + when, killedMs);
    }

    private Disturbed terminateTaskManager() throws IOException {
        long terminatedMs = System.currentTimeMillis();
        flink.taskManager().terminate();
        flink.taskManager().awaitEnd();
        flink.restartTaskManager();
        return Disturbed.restarted("SIGTERM, and another one when it had ended", terminatedMs);
    }

    private Disturbed pauseTaskManager(Disturbance disturbance) throws IOException, InterruptedException {
        long pausedMs = System.currentTimeMillis();
        flink.taskManager().pause();
        try {
            awaitNoticed();
            TimeUnit.MILLISECONDS.sleep(disturbance.outageMs());
        } finally {
            flink.taskManager().resume();
        }
        return Disturbed.afterOutage("paused for ", pausedMs, System.currentTimeMillis());
    }

    private Disturbed killJobManager(Disturbance disturbance) throws IOException, InterruptedException {
        String when = await(disturbance);
        long killedMs = System.currentTimeMillis();
        flink.jobManager().kill();
        flink.restartJobManager();
        String from = job.newestState()
                .map(path -> String.valueOf(path.getFileName()))
                .orElse("nothing");
        job.startFromNewestState();
        return Disturbed.restarted("killed " + when + ", job submitted from " + from, killedMs);
    }

    /** The job may, or may not, notice. */
    private Disturbed killBroker() throws IOException, InterruptedException {
        long killedMs = System.currentTimeMillis();
        kafka.kill();
        kafka.restart();
        long servesMs = System.currentTimeMillis();
        return new Disturbed("killed, serves again after " + (servesMs - killedMs) + " ms", killedMs, 0, servesMs, 0);
    }

    private Disturbed upgrade(Disturbance disturbance) throws IOException, InterruptedException {
        version = "chaos-" + disturbance.number();
        Path other = VersionedJar.copy(
                jar, job.places().savepoints().resolveSibling("rdrop-job-" + version + ".jar"), version);
        long stoppedMs = System.currentTimeMillis();
        String savepoint = job.stop().state();
        job.use(other);
        job.start(savepoint);
        return Disturbed.restarted("resumed with " + other.getFileName(), stoppedMs);
    }

    private Disturbed rescale() throws IOException, InterruptedException {
        long outMs = scaleTo(2);
        long first = recovery.awaitTrained(Disturbed.restarted("at parallelism 2", outMs));
        long backMs = scaleTo(1);
        return new Disturbed("2 subtasks after " + first + " ms, then back", backMs, backMs, backMs, first);
    }

    private long scaleTo(int parallelism) throws IOException, InterruptedException {
        long stoppedMs = System.currentTimeMillis();
        String savepoint = job.stop().state();
        job.use(parallelism);
        job.start(savepoint);
        return stoppedMs;
    }

    private Disturbed outage(DirectoryOutage outage, Disturbance disturbance) throws IOException, InterruptedException {
        long begunMs = System.currentTimeMillis();
        try {
            awaitNoticed();
            TimeUnit.MILLISECONDS.sleep(disturbance.outageMs());
        } finally {
            outage.end();
        }
        return Disturbed.afterOutage(outage.what() + " for ", begunMs, System.currentTimeMillis());
    }

    private void awaitNoticed() throws IOException, InterruptedException {
        if (!Poll.until(PATIENCE, NOW_AND_THEN, () -> !job.runsSince(0))) {
            throw new IOException("the job goes on as if nothing had happened, for " + PATIENCE);
        }
    }

    /** Waits for the moment of a kill; tells which it was. */
    private String await(Disturbance disturbance) throws IOException, InterruptedException {
        if (disturbance.moment() == Moment.STEPS) {
            return "while training";
        }
        Optional<Path> before = job.newestState();
        flink.rest().triggerCheckpoint(job.id());
        String what = "after a checkpoint began";
        if (disturbance.moment() == Moment.COMMIT) {
            if (!Poll.until(PATIENCE, OFTEN, () -> !job.newestState().equals(before))) {
                throw new IOException("no checkpoint was completed within " + PATIENCE);
            }
            what = "after a checkpoint was complete";
        }
        TimeUnit.MILLISECONDS.sleep(disturbance.jitterMs());
        return disturbance.jitterMs() + " ms " + what;
    }
}
