package io.rdrop.objective;

/**
 * The objective of one row over all its passes, in float64 scratch that is kept from row to row. With l_i the
 * log-probabilities of pass i, p_i = exp(l_i), and bars for means over the m passes:
 *
 * <pre>
 *   KL = 1/(m(m-1)) sum over i != j of KL(p_i || p_j) = 1/(m-1) sum_i sum_c (p_ic - pbar_c)(l_ic - lbar_c)
 *   dKL/dz_i = 1/(m-1) [ p_i (u_i - sum_c p_ic u_ic) + p_i - pbar ],   u_i = l_i - lbar
 * </pre>
 *
 * That costs O(m C), not O(m^2 C). Both factors of the product are differences between passes, so passes that agree
 * cancel exactly and small divergences keep their digits.
 */
final class RDropRow {
    private final int passes;
    private final double labelSmoothing;
    private double[] values = {};
    private double[] probabilities = {};
    private double[] meanProbabilities = {};
    /** Per pass p_label - 1, kept in full precision for confident passes. */
    private final double[] labelGradients;

    private int classes;
    private double nll;
    private double kl;

    RDropRow(int passes, double labelSmoothing) {
        this.passes = passes;
        this.labelSmoothing = labelSmoothing;
        this.labelGradients = new double[passes];
    }

    /** Readies the scratch [passes, classes]: the caller writes logits, {@link #compute} leaves the gradient. */
    double[] scratch(int classes) {
        this.classes = classes;
        int size = Math.multiplyExact(passes, classes);
        if (values.length < size) {
            values = new double[size];
            probabilities = new double[size];
            meanProbabilities = new double[classes];
        }
        return values;
    }

    /** Cross-entropy of the last row, summed over passes; 0 for an unlabelled one. */
    double nll() {
        return nll;
    }

    /** KL term of the last row, without alpha. */
    double kl() {
        return kl;
    }

    /**
     * Turns the logits in the scratch into the row's terms and, if asked, the gradient.
     *
     * @param label class index, or {@link RDropObjective#UNLABELLED}
     * @param nllWeight factor of the NLL gradient
     * @param klWeight factor of the KL gradient
     */
    void compute(int label, double nllWeight, double klWeight, boolean wantGradient) {
        nll = 0;
        kl = 0;
        for (int pass = 0; pass < passes; pass++) {
            logSoftmax(pass * classes);
            if (label != RDropObjective.UNLABELLED) {
                nll += crossEntropy(pass * classes, label);
                labelGradients[pass] = Math.expm1(values[pass * classes + label]);
            }
        }
        centre();
        if (wantGradient) {
            for (int pass = 0; pass < passes; pass++) {
                klGradient(pass * classes, klWeight);
                if (label != RDropObjective.UNLABELLED) {
                    addNllGradient(pass, label, nllWeight);
                }
            }
        }
    }

    private void logSoftmax(int from) {
        int to = from + classes;
        int peak = from;
        for (int k = from + 1; k < to; k++) {
            if (values[k] > values[peak]) {
                peak = k;
            }
        }
        double max = values[peak];
        double rest = 0; // the sum without its largest term, 1, so that log1p keeps the digits of a confident row
        for (int k = from; k < to; k++) {
            values[k] -= max;
            probabilities[k] = Math.exp(values[k]);
            rest += k == peak ? 0 : probabilities[k];
        }
        double logSum = Math.log1p(rest);
        double scale = 1 / (1 + rest);
        for (int k = from; k < to; k++) {
            values[k] -= logSum;
            probabilities[k] *= scale;
        }
    }

    private double crossEntropy(int from, int label) {
        if (labelSmoothing == 0) {
            return -values[from + label];
        }
        double sum = 0;
        for (int k = from; k < from + classes; k++) {
            sum += values[k];
        }
        return -(1 - labelSmoothing) * values[from + label] - labelSmoothing / classes * sum;
    }

    /** Replaces log-probabilities by their deviations from the mean over passes, and sums the KL term. */
    private void centre() {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            // means as offsets from pass 0: exact where all passes agree
            double logOffset = 0;
            double offset = 0;
            double log0 = values[c];
            double p0 = probabilities[c];
            for (int k = c + classes; k < passes * classes; k += classes) {
                logOffset += values[k] - log0;
                offset += probabilities[k] - p0;
            }
            logOffset /= passes;
            double mean = p0 + offset / passes;
            for (int k = c; k < passes * classes; k += classes) {
                values[k] = values[k] - log0 - logOffset;
                sum += (probabilities[k] - mean) * values[k];
            }
            meanProbabilities[c] = mean;
        }
        kl = passes == 1 ? 0 : Math.max(0, sum / (passes - 1)); // rounding must not make a divergence negative
    }

    private void klGradient(int from, double klWeight) {
        int to = from + classes;
        double weight = passes == 1 ? 0 : klWeight / (passes - 1);
        double expected = 0;
        for (int k = from; k < to; k++) {
            expected += probabilities[k] * values[k];
        }
        for (int k = from; k < to; k++) {
            double p = probabilities[k];
            values[k] = weight * (p * (values[k] - expected) + (p - meanProbabilities[k - from]));
        }
    }

    private void addNllGradient(int pass, int label, double nllWeight) {
        int from = pass * classes;
        double smooth = labelSmoothing / classes;
        for (int c = 0; c < classes; c++) {
            double target =
                    c == label ? labelGradients[pass] + labelSmoothing - smooth : probabilities[from + c] - smooth;
            values[from + c] += nllWeight * target;
        }
    }
}
