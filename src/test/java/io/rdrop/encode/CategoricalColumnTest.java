package io.rdrop.encode;

import static io.rdrop.encode.Examples.categorical;
import static io.rdrop.encode.Examples.categories;
import static io.rdrop.encode.Examples.config;
import static io.rdrop.encode.Examples.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CategoricalColumnTest {
    private final TabularEncoder encoder = new TabularEncoder(List.of(categorical("colour")), config(2, 4));

    @Test
    void givesOneHotSlotsInOrderOfAppearance() {
        encoder.observe(categories("red", "blue", "red"));
        assertThat(encode(encoder, categories("blue", "red")))
                .containsExactly(0, 1, 0, 0, 0, 0, /* red */ 1, 0, 0, 0, 0, 0);
        assertThat(encoder.describe().get("columns")).asString().contains("categories=[red, blue]");
    }

    @Test
    void hashesUnseenCategories() {
        float[] before = encode(encoder, categories("green"));
        assertThat(lit(before)).isEqualTo(2 + StableHash.bucket("green", 4));
        encoder.observe(categories("red", "blue", "green"));
        assertThat(encode(encoder, categories("green"))).as("slots are full").containsExactly(before);
    }

    @Test
    void lightsNothingForAMissingValueAndGivesItNoSlot() {
        encoder.observe(categories(null, "red", null));
        assertThat(encode(encoder, categories(new String[] {null}))).containsOnly(0);
        assertThat(encoder.describe().get("columns")).asString().contains("categories=[red]");
    }

    @Test
    void hashesEverythingWithoutSlots() {
        TabularEncoder hashing = new TabularEncoder(List.of(categorical("colour")), config(0, 3));
        hashing.observe(categories("red", "blue"));
        assertThat(hashing.width()).isEqualTo(3);
        assertThat(lit(encode(hashing, categories("red")))).isEqualTo(StableHash.bucket("red", 3));
    }

    @Test
    void keepsNoMoreCategoriesThanSlots() {
        for (int i = 0; i < 10_000; i++) {
            encoder.observe(categories("value " + i));
        }
        assertThat(encoder.describe().get("columns")).asString().contains("categories=[value 0, value 1]");
    }

    @Test
    void keepsNoMoreBytesThanAllowed() {
        TabularEncoder small = new TabularEncoder(
                List.of(categorical("a"), categorical("b")), config(8, 4), 2 * bytes("red") + bytes("blue"));
        small.observe(List.of(Examples.example(new double[0], "red", "red")));
        small.observe(List.of(Examples.example(new double[0], "blue", "green")));
        small.observe(List.of(Examples.example(new double[0], "red", "green")));

        assertThat(small.describe().get("columns")).asString().contains("categories=[red, blue]", "categories=[red]");
        assertThat(small.dictionaryBytes()).isEqualTo(2 * bytes("red") + bytes("blue"));
        assertThat(small.turnedAway()).as("green, twice").isEqualTo(2);
        float[] inputs = encode(small, List.of(Examples.example(new double[0], "red", "green")));
        assertThat(inputs[12 + 8 + StableHash.bucket("green", 4)])
                .as("its hash bucket")
                .isOne();
    }

    /** As the state has it. */
    private static long bytes(String category) {
        return 4 + 2L * category.length();
    }

    @Test
    void emptyTextIsACategoryAndNotMissing() {
        encoder.observe(categories(""));
        assertThat(lit(encode(encoder, categories("")))).isZero();
    }

    /** The one input that is 1. */
    private static int lit(float[] inputs) {
        int found = -1;
        for (int k = 0; k < inputs.length; k++) {
            if (inputs[k] != 0) {
                assertThat(inputs[k]).isOne();
                assertThat(found).as("inputs lit before %d", k).isEqualTo(-1);
                found = k;
            }
        }
        return found;
    }
}
