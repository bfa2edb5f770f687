package io.rdrop.learn.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixedShareTest {
    private static final int MEMBERS = 4;
    private static final int EXAMPLES = 400;
    private static final int MOST_CHANGES = 6;

    /** On streams whose best member changes, and for every number of changes up to 6. */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5})
    void losesNoMoreThanTheBoundAgainstTheBestSequenceOfMembers(double share) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            FixedShare mixture = new FixedShare(MEMBERS, share);
            double[][] best = new double[MOST_CHANGES + 1][MEMBERS];
            for (int t = 0; t < EXAMPLES; t++) {
                int expert = t / (20 + 10 * seed) % MEMBERS;
                float[][] predictions = new float[MEMBERS][];
                int label = random.nextInt(2);
                for (int i = 0; i < MEMBERS; i++) {
                    float right = i == expert ? 0.99f : 0.01f + 0.5f * random.nextFloat();
                    predictions[i] = label == 0 ? new float[] {right, 1 - right} : new float[] {1 - right, right};
                }
                extend(best, predictions, label, t == 0);
                mixture.learn(predictions, label);
            }
            for (int changes = 0; changes <= MOST_CHANGES; changes++) {
                double bound = Arrays.stream(best[changes]).min().orElseThrow()
                        + Math.log(MEMBERS)
                        + changes * Math.log(MEMBERS / share)
                        + (EXAMPLES - 1 - changes) * -Math.log(1 - share + share / MEMBERS);
                assertThat(mixture.loss()).isLessThanOrEqualTo(bound + 1e-6);
            }
            assertThat(mixture.loss()).isLessThanOrEqualTo(mixture.bestMemberLoss() + mixture.bound() + 1e-6);
            assertThat(mixture.bestMemberLoss())
                    .isCloseTo(Arrays.stream(best[0]).min().orElseThrow(), offset(1e-6));
        }
    }

    /** Least loss of a sequence that ends with a member, by changes (at most so many). */
    private static void extend(double[][] best, float[][] predictions, int label, boolean isFirst) {
        for (int changes = MOST_CHANGES; changes >= 0; changes--) {
            double fromOther = changes == 0 || isFirst
                    ? Double.POSITIVE_INFINITY
                    : Arrays.stream(best[changes - 1]).min().orElseThrow();
            for (int i = 0; i < MEMBERS; i++) {
                best[changes][i] = Math.min(best[changes][i], fromOther) - Math.log(predictions[i][label]);
            }
        }
    }

    @Test
    void withoutAShareTheBoundIsTheLogarithmOfTheMembers() {
        FixedShare mixture = new FixedShare(MEMBERS, 0);
        mixture.learn(new float[][] {{1, 0}, {0, 1}, {0, 1}, {0, 1}}, 0);
        mixture.learn(new float[][] {{1, 0}, {0, 1}, {0, 1}, {0, 1}}, 0);

        assertThat(mixture.loss()).isCloseTo(Math.log(MEMBERS), offset(1e-9));
        assertThat(mixture.bound()).isCloseTo(Math.log(MEMBERS), offset(1e-9));
        assertThat(mixture.weight(0)).isCloseTo(1, offset(1e-9));
    }
}
