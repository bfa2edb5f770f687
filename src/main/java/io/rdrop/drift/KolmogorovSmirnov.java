package io.rdrop.drift;

/**
 * The test of Kolmogorov and Smirnov whether two samples of one size r are of one continuous distribution. Its
 * statistic is the largest difference of their empirical distribution functions, h / r with a whole h.
 */
final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    /**
     * The statistic times r.
     *
     * @param one sorted
     * @param other sorted, as long
     */
    static int distance(double[] one, double[] other) {
        int most = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double value = Math.min(one[i], other[j]);
            while (i < one.length && one[i] == value) {
                i++;
            }
            while (j < other.length && other[j] == value) {
                j++;
            }
            most = Math.max(most, Math.abs(i - j));
        }
        return most;
    }

    /**
     * How probable such a distance or a greater one is of one distribution, exactly (Gnedenko and Korolyuk 1951):
     *
     * <pre>
     *   2 sum_(k &gt;= 1, k h &lt;= r) (-1)^(k-1) C(2r, r - k h) / C(2r, r)
     * </pre>
     */
    static double probability(int distance, int size) {
        if (distance == 0) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int shift = distance; shift <= size; shift += distance) {
            double ratio = 1;
            for (int i = 1; i <= shift; i++) {
                ratio *= (double) (size - shift + i) / (size + i);
            }
            sum += sign * ratio;
            sign = -sign;
        }
        return Math.min(1, 2 * sum);
    }
}
