package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotTurnsTest {
    private final SnapshotTurns turns = new SnapshotTurns(Duration.ofSeconds(10));

    private static List<String> models(int count) {
        return IntStream.range(0, count).mapToObj(i -> "model-" + i).toList();
    }

    @Test
    void aFewComeAtOnce() {
        assertThat(turns.start(models(16))).containsExactlyInAnyOrderElementsOf(models(16));
        assertThat(turns.areLeft()).isFalse();
    }

    @Test
    void manyComeOneByOneBeforeTheNextCheckpoint() {
        List<String> seen = new ArrayList<>(turns.start(models(1_000)));
        assertThat(seen).hasSize(SnapshotTurns.AT_ONCE);
        long lastMs = 0;
        while (turns.areLeft()) {
            seen.add(turns.next());
            lastMs += turns.gapMs();
        }
        assertThat(new HashSet<>(seen)).hasSameSizeAs(seen).containsAll(models(1_000));
        assertThat(lastMs).isBetween(8_000L, 10_000L);
    }

    @Test
    void theOrderIsThatOfTheKeysAndNotThatOfTheirArrival() {
        List<String> shuffled = new ArrayList<>(models(100));
        Collections.shuffle(shuffled);
        assertThat(turns.start(shuffled))
                .isEqualTo(new SnapshotTurns(Duration.ofSeconds(10)).start(models(100)))
                .isNotEqualTo(models(SnapshotTurns.AT_ONCE));
    }

    @Test
    void whoseTurnDidNotComeIsAskedForAgain() {
        turns.start(models(100));
        assertThat(turns.start(models(3))).hasSize(3);
        assertThat(turns.areLeft()).isFalse();
    }
}
