package io.rdrop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OffsetSetTest {
    @Test
    void holdsOffsetsOfAnySizeOnce() {
        OffsetSet offsets = new OffsetSet();
        List<Long> some = List.of(0L, 1L, 65_535L, 65_536L, 1L << 31, (1L << 40) + 7);
        some.forEach(offsets::add);
        some.forEach(offsets::add);

        assertThat(offsets.size()).isEqualTo(6);
        assertThat(offsets.remove(2)).isFalse();
        assertThat(offsets.remove((1L << 41) + 7)).isFalse();
        some.forEach(
                offset -> assertThat(offsets.remove(offset)).as("%d", offset).isTrue());
        assertThat(offsets.remove(65_536)).isFalse();
        assertThat(offsets.size()).isZero();
    }
}
