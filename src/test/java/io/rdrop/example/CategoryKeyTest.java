package io.rdrop.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CategoryKeyTest {
    @Test
    void aCategoryOfTheLongestLengthIsItsOwnKey() {
        assertThat(CategoryKey.of("x".repeat(100), 100)).isEqualTo("x".repeat(100));
        assertThat(CategoryKey.of("\u00e4".repeat(50), 100))
                .as("two bytes each")
                .isEqualTo("\u00e4".repeat(50));
    }

    @Test
    void aLongerOneIsKnownByItsDigest() {
        assertThat(CategoryKey.of("x".repeat(101), 100))
                .isEqualTo("sha-256:c675a2e604b0cd1229c036e3ce0c87422980a245e295bbc605a507a2299752db");
        assertThat(CategoryKey.of("\u00e4".repeat(51), 100)).startsWith("sha-256:");
    }

    @Test
    void longOnesStillDiffer() {
        assertThat(CategoryKey.of("x".repeat(200) + "a", 72)).isNotEqualTo(CategoryKey.of("x".repeat(200) + "b", 72));
    }

    @Test
    void aKeyIsItsOwnKey() {
        String key = CategoryKey.of("x".repeat(1_000), 72);
        assertThat(CategoryKey.of(key, 72)).isEqualTo(key);
    }
}
