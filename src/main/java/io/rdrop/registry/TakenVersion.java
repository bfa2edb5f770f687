package io.rdrop.registry;

import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import java.time.Instant;

/**
 * What retention asks of a version.
 *
 * @param takenAt when it was
 * @param isServed false if it is held back
 * @param worth its headline score over its window, more is better; NaN if it has scored nothing
 */
record TakenVersion(long version, Instant takenAt, boolean isServed, double worth) {
    static TakenVersion of(SnapshotManifest manifest) {
        Scores window = manifest.prequential().window();
        Score headline = TaskTerms.of(window).headline();
        return new TakenVersion(
                manifest.version(),
                manifest.createdAt(),
                manifest.heldBack() == null,
                headline.isHigherBetter() ? window.get(headline) : -window.get(headline));
    }
}
