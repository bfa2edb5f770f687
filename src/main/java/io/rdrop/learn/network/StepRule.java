package io.rdrop.learn.network;

/**
 * How far a step goes. With AdaGrad (Duchi et al. 2011) and RMSProp (Tieleman and Hinton 2012) a weight's step shrinks
 * with the root of its squared gradients, all so far or a moving mean; here they are known by row and by column of a
 * matrix, not of each weight (Shazeer and Stern 2018): one example's gradient is an outer product, so that little is
 * lost, and a step is as cheap as with SGD.
 *
 * @param rate its size
 * @param isAdaptive whether it shrinks so
 * @param keep share of the squares so far that stays
 * @param take share of the new ones that is added
 */
record StepRule(float rate, boolean isAdaptive, float keep, float take) {
    private static final float DECAY = 0.99f;

    /** The rule of an optimiser. */
    static StepRule of(NetworkSpec spec) {
        float rate = (float) spec.rate();
        return switch (spec.updater()) {
            case SGD -> new StepRule(rate, false, 0, 0);
            case ADAGRAD -> adaGrad(rate);
            case RMSPROP -> new StepRule(rate, true, DECAY, 1 - DECAY);
            default ->
                throw new IllegalArgumentException("updater must be sgd, adagrad or rmsprop but was " + spec.updater());
        };
    }

    static StepRule adaGrad(float rate) {
        return new StepRule(rate, true, 1, 1);
    }
}
