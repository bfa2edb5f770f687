package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScoresTest {
    @Test
    void areComputedOnceAndOnlyIfOneIsRead() {
        AtomicInteger computed = new AtomicInteger();
        Scores known = new Scores(3, Map.of(Score.ACCURACY, 0.5), ClassTables.fraud());
        Scores later = Scores.later(3, () -> {
            computed.incrementAndGet();
            return known;
        });
        assertThat(later.examples()).isEqualTo(3);
        assertThat(computed).hasValue(0);
        assertThat(later.get(Score.ACCURACY)).isEqualTo(0.5);
        assertThat(later.classes()).isSameAs(known.classes());
        assertThat(later.values()).isEqualTo(known.values());
        assertThat(computed).hasValue(1);
        assertThat(later).isEqualTo(known).hasSameHashCodeAs(known).hasToString(known.toString());
        assertThat(later.withoutClasses()).isNotEqualTo(known);
    }
}
