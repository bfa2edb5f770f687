package io.rdrop.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The version of each day (UTC, by when it was taken) that had the best headline score over its window; of equals the
 * newer one. A version that is held back, or has scored nothing, is never the best.
 */
final class BestOfDays {
    private final LocalDate first;
    private final Map<LocalDate, TakenVersion> best = new HashMap<>();

    /**
     * @param newest when the newest version was taken
     * @param days looked at, up to that one
     */
    BestOfDays(Instant newest, int days) {
        first = day(newest).minusDays(days - 1L);
    }

    void add(TakenVersion version) {
        LocalDate day = day(version.takenAt());
        if (!day.isBefore(first) && version.isServed() && !Double.isNaN(version.worth())) {
            best.merge(day, version, BestOfDays::better);
        }
    }

    Set<Long> versions() {
        return best.values().stream().map(TakenVersion::version).collect(Collectors.toSet());
    }

    private static TakenVersion better(TakenVersion a, TakenVersion b) {
        double lead = b.worth() - a.worth();
        boolean later = b.version() > a.version();
        return lead > 0 || (lead == 0 && later) ? b : a;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
