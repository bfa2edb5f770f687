package io.rdrop.job;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a job of the same process for a version of each model with its next checkpoint, whatever {@code
 * registry.interval}.
 */
public final class SnapshotRequests {
    private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

    private SnapshotRequests() {}

    /**
     * Asks until {@link #withdraw}.
     *
     * @param registry the job's {@code registry.directory}
     */
    public static void ask(String registry) {
        ASKED.add(registry);
    }

    /** Asks no longer. */
    public static void withdraw(String registry) {
        ASKED.remove(registry);
    }

    static boolean areAsked(String registry) {
        return ASKED.contains(registry);
    }
}
