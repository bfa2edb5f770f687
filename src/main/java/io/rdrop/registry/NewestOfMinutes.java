package io.rdrop.registry;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The newest version of each minute (UTC, by when it was taken) that is not held back. */
final class NewestOfMinutes {
    private static final long SECONDS = 60;

    private final long first;
    private final Map<Long, TakenVersion> newest = new HashMap<>();

    /**
     * @param last when the newest version was taken
     * @param minutes looked at, up to that one
     */
    NewestOfMinutes(Instant last, int minutes) {
        first = minute(last) - minutes + 1;
    }

    void add(TakenVersion version) {
        long minute = minute(version.takenAt());
        if (minute >= first && version.isServed()) {
            newest.merge(minute, version, (a, b) -> a.version() > b.version() ? a : b);
        }
    }

    Set<Long> versions() {
        return newest.values().stream().map(TakenVersion::version).collect(Collectors.toSet());
    }

    private static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }
}
