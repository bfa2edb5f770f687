package io.rdrop.learn.network;

/** An optimiser's step on one row of weights. Loops are such that the JIT makes vector instructions of them. */
interface StepRule {
    float EPSILON = 1e-6f;

    /** The rule of an optimiser. */
    static StepRule of(NetworkSpec spec) {
        float rate = (float) spec.rate();
        return switch (spec.updater()) {
            case SGD -> new Sgd(rate);
            case ADAGRAD -> new AdaGrad(rate);
            case RMSPROP -> new RmsProp(rate);
            default ->
                throw new IllegalArgumentException("updater must be sgd, adagrad or rmsprop but was " + spec.updater());
        };
    }

    /** Whether it remembers a number per weight. */
    boolean hasState();

    /**
     * Moves weights whose gradient is factor * values.
     *
     * @param state of the same weights; empty if there is none
     */
    void apply(float[] weights, float[] state, float factor, float[] values, int count);

    /** Plain gradient descent. */
    record Sgd(float rate) implements StepRule {
        @Override
        public boolean hasState() {
            return false;
        }

        @Override
        public void apply(float[] weights, float[] state, float factor, float[] values, int count) {
            for (int i = 0; i < count; i++) {
                weights[i] -= rate * (factor * values[i]);
            }
        }
    }

    /** Steps that shrink with all squared gradients so far (Duchi et al. 2011). */
    record AdaGrad(float rate) implements StepRule {
        @Override
        public boolean hasState() {
            return true;
        }

        @Override
        public void apply(float[] weights, float[] state, float factor, float[] values, int count) {
            for (int i = 0; i < count; i++) {
                float g = factor * values[i];
                float square = state[i] + g * g;
                state[i] = square;
                weights[i] -= rate * g / ((float) Math.sqrt(square) + EPSILON);
            }
        }
    }

    /** Steps that shrink with a moving mean of squared gradients (Tieleman and Hinton 2012). */
    record RmsProp(float rate) implements StepRule {
        private static final float DECAY = 0.99f;

        @Override
        public boolean hasState() {
            return true;
        }

        @Override
        public void apply(float[] weights, float[] state, float factor, float[] values, int count) {
            for (int i = 0; i < count; i++) {
                float g = factor * values[i];
                float square = DECAY * state[i] + (1 - DECAY) * (g * g);
                state[i] = square;
                weights[i] -= rate * g / ((float) Math.sqrt(square) + EPSILON);
            }
        }
    }
}
