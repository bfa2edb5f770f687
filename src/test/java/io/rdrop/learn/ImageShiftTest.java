package io.rdrop.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.SourcePosition;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageShiftTest {
    private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
    private static final Example EXAMPLE =
            new Example(new SourcePosition("images", 0, 3, 0), "a", "default", 7, new ImageFeatures(PIXELS.clone()), 1);
    private static final ImageShift SHIFT = new ImageShift(new ImageConfig(2, 3, 2), 1, 5);

    @Test
    void drawsEachOfNineMovesAndRepeatsTheEdges() {
        Set<String> seen = new HashSet<>();
        for (int place = 0; place < 200; place++) {
            seen.add(java.util.Arrays.toString(pixels(SHIFT.vary(EXAMPLE, 4, place))));
        }
        assertThat(seen)
                .hasSize(9)
                .contains(
                        "[1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]",
                        "[1, 1, 2, 4, 4, 5, 11, 11, 12, 14, 14, 15]",
                        "[2, 3, 3, 5, 6, 6, 12, 13, 13, 15, 16, 16]",
                        "[1, 2, 3, 1, 2, 3, 11, 12, 13, 11, 12, 13]",
                        "[5, 6, 6, 5, 6, 6, 15, 16, 16, 15, 16, 16]");
    }

    @Test
    void changesNeitherTheExampleNorAnythingElseOfIt() {
        for (int place = 0; place < 20; place++) {
            Example moved = SHIFT.vary(EXAMPLE, 1, place);
            assertThat(moved.withHistory(new double[0]))
                    .usingRecursiveComparison()
                    .ignoringFields("features", "history")
                    .isEqualTo(EXAMPLE);
        }
        assertThat(pixels(EXAMPLE)).isEqualTo(PIXELS);
    }

    @Test
    void drawsByStepAndPlaceAlone() {
        ImageShift another = new ImageShift(new ImageConfig(2, 3, 2), 1, 5);
        another.vary(EXAMPLE, 0, 0);
        assertThat(pixels(another.vary(EXAMPLE, 9, 2))).isEqualTo(pixels(SHIFT.vary(EXAMPLE, 9, 2)));
    }

    private static byte[] pixels(Example example) {
        return ((ImageFeatures) example.features()).pixels();
    }
}
