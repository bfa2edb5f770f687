package io.rdrop.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankHistogramsTest {
    @Test
    void binsAreInTheOrderOfTheProbabilities() {
        int last = 0;
        for (int i = 0; i <= 1 << 20; i++) {
            int bin = RankHistograms.bin(i * 0x1p-20f);
            assertThat(bin).isBetween(last, RankHistograms.BINS - 1);
            last = bin;
        }
        assertThat(RankHistograms.bin(0)).isZero();
        assertThat(RankHistograms.bin(1)).isEqualTo(RankHistograms.BINS - 1);
        for (float p = 0.49f; p > 1e-5f; p *= 0.9f) { // as fine near 1 as near 0
            assertThat(RankHistograms.bin(1 - p)).isCloseTo(RankHistograms.BINS - 1 - RankHistograms.bin(p), within(1));
        }
    }

    @Test
    void whatIsNoProbabilityIsInTheOutermostBins() {
        assertThat(RankHistograms.bin(Float.NaN)).isZero();
        assertThat(RankHistograms.bin(-1)).isZero();
        assertThat(RankHistograms.bin(Float.NEGATIVE_INFINITY)).isZero();
        assertThat(RankHistograms.bin(2)).isEqualTo(RankHistograms.BINS - 1);
        assertThat(RankHistograms.bin(Float.POSITIVE_INFINITY)).isEqualTo(RankHistograms.BINS - 1);
    }

    @Test
    void separatedClassesHaveAnAreaOfOneAndTiesOfAHalf() {
        RankHistograms apart = new RankHistograms(2);
        RankHistograms tied = new RankHistograms(2);
        for (int i = 0; i < 10; i++) {
            apart.add(i % 2, i % 2 == 0 ? new float[] {0.9f, 0.1f} : new float[] {0.2f, 0.8f}, 0);
            tied.add(i % 2, new float[] {0.5f, 0.5f}, 0);
        }
        assertThat(apart.auc(0)).isOne();
        assertThat(apart.auc(1)).isOne();
        assertThat(RankHistograms.mean(tied.areas())).isEqualTo(0.5);
        assertThat(RankHistograms.mean(new RankHistograms(2).areas())).isNaN();
    }

    /**
     * Against the count of all pairs, where a class is even, and where it is so rare that all its probabilities are
     * tiny.
     */
    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.002, 1e-4", "0.002, 1e-6"})
    void theAreaIsThatOfAllPairsWithinTheBound(double share, double scale) {
        SplittableRandom random = new SplittableRandom(3);
        RankHistograms histograms = new RankHistograms(2);
        int n = 20_000;
        float[] scores = new float[n];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextDouble() < share ? 1 : 0;
            double logit = Math.log(scale) + 1.2 * labels[i] + random.nextDouble(-2, 2);
            scores[i] = (float) (1 / (1 + Math.exp(-logit)));
            histograms.add(labels[i], new float[] {1 - scores[i], scores[i]}, 0);
        }
        double pairs = 0;
        double right = 0;
        double sameBin = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n && labels[i] == 1; j++) {
                if (labels[j] == 0) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    sameBin += RankHistograms.bin(scores[i]) == RankHistograms.bin(scores[j]) ? 1 : 0;
                }
            }
        }
        double bound = sameBin / pairs / 2;
        assertThat(bound).isLessThan(0.03);
        assertThat(histograms.auc(1)).isCloseTo(right / pairs, within(bound));
        assertThat(histograms.auc(1)).isCloseTo(right / pairs, within(0.005));
    }

    /** The sum is kept up to date from example to example; here it is made of the counts. */
    @Test
    void aRestoredAreaIsTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        RankHistograms histograms = new RankHistograms(3);
        for (int i = 0; i < 5_000; i++) {
            float p = (float) Math.pow(random.nextDouble(), random.nextInt(1, 9));
            histograms.add(random.nextInt(3), new float[] {p, (1 - p) / 3, 2 * (1 - p) / 3}, 0);
        }
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        histograms.save(new DataOutputStream(state));
        RankHistograms restored =
                RankHistograms.restore(3, new DataInputStream(new ByteArrayInputStream(state.toByteArray())));

        assertThat(restored.areas()).isEqualTo(histograms.areas());
    }
}
