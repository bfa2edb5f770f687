package io.rdrop.tools.chaos;

/** What is done to the job. */
public enum Scenario {
    TASKMANAGER_KILL("TaskManager, kill -9"),
    TASKMANAGER_TERM("TaskManager, SIGTERM"),
    TASKMANAGER_PAUSE("TaskManager, SIGSTOP beyond the heartbeat"),
    JOBMANAGER_KILL("JobManager, kill -9"),
    BROKER_KILL("broker, kill -9"),
    UPGRADE("savepoint, new jar, resume"),
    RESCALE("rescale 1 -> 2 -> 1"),
    REGISTRY_READ_ONLY("registry read-only"),
    REGISTRY_AWAY("registry away"),
    CHECKPOINTS_READ_ONLY("checkpoints read-only"),
    CHECKPOINTS_AWAY("checkpoints away");

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** True for a kill -9 that may come at any {@link Moment}. */
    boolean hasMoments() {
        return this == TASKMANAGER_KILL || this == JOBMANAGER_KILL;
    }
}
