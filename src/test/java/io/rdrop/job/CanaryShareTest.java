package io.rdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CanaryShareTest {
    /** {@code printf a | sha256sum} begins with ca978112, and 0xca978112 / 2^32 is 0.79137... */
    @Test
    void anIdIsInTheShareThatItsHashIsBelow() {
        assertThat(new CanaryShare(0.7913).has("a")).isFalse();
        assertThat(new CanaryShare(0.7914).has("a")).isTrue();
        assertThat(new CanaryShare(1).has("a")).isTrue();
    }

    @Test
    void aLargerShareHasTheSameRecordsAndMore() {
        CanaryShare small = new CanaryShare(0.05);
        CanaryShare large = new CanaryShare(0.2);
        long inSmall = ids(small, new CanaryShare(1));

        assertThat(ids(small, large)).isEqualTo(inSmall);
        assertThat(inSmall).isBetween(450L, 550L);
        assertThat(ids(large, large)).isBetween(1_900L, 2_100L);
    }

    private static long ids(CanaryShare one, CanaryShare other) {
        return IntStream.range(0, 10_000)
                .mapToObj(number -> "id-" + number)
                .filter(id -> one.has(id) && other.has(id))
                .count();
    }
}
