package io.rdrop.objective;

/**
 * How much an example counts that is learned as one class because no label came in time, when it will be learned once
 * more should another one come later. With p the model's own probability of that class, z, and rho the odds of {@code
 * LateShares},
 *
 * <pre>
 *   w(x) = p / (p + rho (1 - p)),   rho = P(no label in time | not z) / P(no label in time | z)
 * </pre>
 *
 * which is the probability that z stays true, by Bayes' rule. An example whose label comes after all is learned with
 * that label and weight 1. So of what has no label in time, the expected loss is {@code w l(z) + sum over c of
 * P(c | x, no label in time) l(c)}: that of the true labels, if p is theirs, and if delays depend on x through the
 * class alone.
 *
 * <p>Source: the fake negative weighted loss of S. I. Ktena et al., Addressing Delayed Feedback for Continuous Training
 * with Neural Networks in CTR prediction (RecSys 2019, arXiv 1907.06558), whose events do not wait (rho = 1, w = p). It
 * divides by the conditional distribution of labels, P(y | x), of a stream in which an event of probability q of
 * another label comes 1 + q times; that leaves weights 1 + q and (1 - q)(1 + q), and counts each x 1 + q times. Divided
 * by the joint distribution they are 1 and 1 - q, which are used here: each event counts once, and no weight is above
 * 1.
 */
public final class DelayedFeedback {
    private DelayedFeedback() {}

    /**
     * The weight of an example that is learned as the class of a time-out.
     *
     * @param probability p, what the model gives this class before it learns the example
     * @param odds rho, at least 0; 0 of an example that is not to be corrected
     * @return 0 to 1; 1 if the probability is none, which is for others to judge
     */
    public static double weight(double probability, double odds) {
        if (odds == 0 || !(probability >= 0 && probability <= 1)) {
            return 1;
        }
        double stays = probability + odds * (1 - probability);
        return stays == 0 ? 1 : probability / stays;
    }
}
