package io.rdrop.registry;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
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
    private final Map<LocalDate, SnapshotManifest> best = new HashMap<>();

    /**
     * @param newest when the newest version was taken
     * @param days looked at, up to that one
     */
    BestOfDays(Instant newest, int days) {
        first = day(newest).minusDays(days - 1L);
    }

    void add(SnapshotManifest manifest) {
        LocalDate day = day(manifest.createdAt());
        if (day.isBefore(first)
                || manifest.heldBack() != null
                || Double.isNaN(worth(manifest.prequential().window()))) {
            return;
        }
        best.merge(day, manifest, BestOfDays::better);
    }

    Set<Long> versions() {
        return best.values().stream().map(SnapshotManifest::version).collect(Collectors.toSet());
    }

    private static SnapshotManifest better(SnapshotManifest a, SnapshotManifest b) {
        double lead = worth(b.prequential().window()) - worth(a.prequential().window());
        boolean later = b.version() > a.version();
        return lead > 0 || (lead == 0 && later) ? b : a;
    }

    /** More is better. */
    private static double worth(Scores window) {
        Score headline = TaskTerms.of(window).headline();
        return headline.isHigherBetter() ? window.get(headline) : -window.get(headline);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
