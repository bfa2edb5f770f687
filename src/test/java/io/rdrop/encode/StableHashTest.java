package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from an independent computation; if they change, trained weights lose their inputs. */
class StableHashTest {
    @ParameterizedTest
    @CsvSource({
        "'', ab3e7c0b, 11, 4",
        "a, 1a80b1b3, 3, 0",
        "foobar, 0c0da6dc, 12, 5",
        "Zürich, ad5bb597, 7, 5",
        "東京, 50b7e2e7, 7, 6",
        "🙂, 400f0d4a, 10, 3"
    })
    void neverChanges(String text, String hash, int of16, int of7) {
        assertThat(StableHash.of(text)).isEqualTo(Integer.parseUnsignedInt(hash, 16));
        assertThat(StableHash.bucket(text, 16)).isEqualTo(of16);
        assertThat(StableHash.bucket(text, 7)).isEqualTo(of7);
    }

    @Test
    void spreadsSimilarTextsOverAllBuckets() {
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            counts[StableHash.bucket("user-" + i, 16)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(850, 1150); // binomial: 1000 +- 31
        }
    }
}
