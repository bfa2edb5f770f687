package io.rdrop.job;

import java.io.Serializable;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a job of the same process for a version of each model with its next checkpoint, whatever {@code
 * registry.interval}. Handed to the job; all copies of it that the job's tasks get are asked together, and no others.
 */
public final class SnapshotRequest implements Serializable {
    private static final long serialVersionUID = 1L;
    // Static because Flink runs deserialised copies.
    private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

    private final String id = UUID.randomUUID().toString();

    /** Asks until {@link #withdraw}. */
    public void ask() {
        ASKED.add(id);
    }

    /** Asks no longer. */
    public void withdraw() {
        ASKED.remove(id);
    }

    boolean isAsked() {
        return ASKED.contains(id);
    }
}
