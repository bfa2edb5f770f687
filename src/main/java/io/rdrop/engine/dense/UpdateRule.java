package io.rdrop.engine.dense;

/** An optimiser's arithmetic on a run of parameters, as DL4J's of the same name; loops are written to be vectorised. */
public abstract class UpdateRule {
    /** The arithmetic of an optimiser whose numbers never change. */
    static UpdateRule of(IdleSteps.Settings of) {
        return switch (of.kind()) {
            case SGD -> new Sgd();
            case MOMENTUM -> new Nesterov((iteration, epoch) -> of.beta1());
            case ADAGRAD -> new AdaGrad(of.epsilon());
            case RMSPROP -> new RmsProp(of.beta2(), of.epsilon());
            case ADAM -> new Adam(Adam.Variant.PLAIN, of.beta1(), of.beta2(), of.epsilon());
            case AMSGRAD -> new Adam(Adam.Variant.AMSGRAD, of.beta1(), of.beta2(), of.epsilon());
            case NADAM -> new Adam(Adam.Variant.NADAM, of.beta1(), of.beta2(), of.epsilon());
        };
    }

    private final int states;
    /** Step size of the step at hand. */
    float rate;

    UpdateRule(int states) {
        this.states = states;
    }

    /** Values of optimiser state per parameter; they follow each other in blocks, each as long as the parameters. */
    final int states() {
        return states;
    }

    /** Readies the rule for the step after so many updates, in an epoch as DL4J counts them. */
    void begin(double learningRate, int iteration, int epoch) {
        rate = (float) learningRate;
    }

    /** Replaces gradients by what is to be subtracted from their parameters, and moves the parameters' states on. */
    abstract void apply(float[] gradient, float[][] states, int count);

    /** Plain gradient descent. */
    public static final class Sgd extends UpdateRule {
        public Sgd() {
            super(0);
        }

        @Override
        void apply(float[] gradient, float[][] states, int count) {
            for (int i = 0; i < count; i++) {
                gradient[i] *= rate;
            }
        }
    }

    /** Nesterov's momentum. */
    public static final class Nesterov extends UpdateRule {
        private final Schedule schedule;
        private float momentum;

        public Nesterov(Schedule schedule) {
            super(1);
            this.schedule = schedule;
        }

        @Override
        void begin(double learningRate, int iteration, int epoch) {
            super.begin(learningRate, iteration, epoch);
            momentum = (float) schedule.at(iteration, epoch);
        }

        @Override
        void apply(float[] gradient, float[][] states, int count) {
            float[] velocity = states[0];
            for (int i = 0; i < count; i++) {
                float before = momentum * velocity[i];
                float now = before - rate * gradient[i];
                velocity[i] = now;
                gradient[i] = before - (1 + momentum) * now;
            }
        }
    }

    /** Steps that shrink with all squared gradients so far. */
    public static final class AdaGrad extends UpdateRule {
        private final float epsilon;

        public AdaGrad(double epsilon) {
            super(1);
            this.epsilon = (float) epsilon;
        }

        @Override
        void apply(float[] gradient, float[][] states, int count) {
            float[] squares = states[0];
            for (int i = 0; i < count; i++) {
                float square = squares[i] + gradient[i] * gradient[i];
                squares[i] = square;
                gradient[i] = rate * gradient[i] / ((float) Math.sqrt(square) + epsilon);
            }
        }
    }

    /** Steps that shrink with a moving mean of squared gradients. */
    public static final class RmsProp extends UpdateRule {
        private final float decay;
        private final float epsilon;

        public RmsProp(double decay, double epsilon) {
            super(1);
            this.decay = (float) decay;
            this.epsilon = (float) epsilon;
        }

        @Override
        void apply(float[] gradient, float[][] states, int count) {
            float[] squares = states[0];
            for (int i = 0; i < count; i++) {
                float square = decay * squares[i] + (1 - decay) * gradient[i] * gradient[i];
                squares[i] = square;
                gradient[i] = rate * gradient[i] / ((float) Math.sqrt(square) + epsilon);
            }
        }
    }

    /** Steps along a moving mean of gradients that shrink with a moving mean of their squares. */
    public static final class Adam extends UpdateRule {
        private final Variant variant;
        private final double beta1;
        private final double beta2;
        private final float epsilon;

        /** What is done otherwise than by Adam itself. */
        public enum Variant {
            PLAIN,
            /** The mean of squares never counts for less than it did. */
            AMSGRAD,
            /** Nesterov's momentum. */
            NADAM
        }

        public Adam(Variant variant, double beta1, double beta2, double epsilon) {
            super(variant == Variant.AMSGRAD ? 3 : 2);
            this.variant = variant;
            this.beta1 = beta1;
            this.beta2 = beta2;
            this.epsilon = (float) epsilon;
        }

        @Override
        void begin(double learningRate, int iteration, int epoch) {
            rate = (float)
                    (variant == Variant.NADAM
                            ? nadamRate(learningRate, beta1, iteration)
                            : corrected(learningRate, beta1, beta2, iteration));
        }

        @Override
        void apply(float[] gradient, float[][] states, int count) {
            float[] means = states[0];
            float[] squares = states[1];
            float b1 = (float) beta1;
            float b2 = (float) beta2;
            for (int i = 0; i < count; i++) {
                float g = gradient[i];
                means[i] = b1 * means[i] + (1 - b1) * g;
                squares[i] = b2 * squares[i] + (1 - b2) * g * g;
            }
            float[] along = means;
            if (variant == Variant.NADAM) {
                along = gradient;
                for (int i = 0; i < count; i++) {
                    gradient[i] = b1 * means[i] + (1 - b1) * gradient[i];
                }
            }
            float[] across = squares;
            if (variant == Variant.AMSGRAD) {
                across = states[2];
                for (int i = 0; i < count; i++) {
                    across[i] = Math.max(across[i], squares[i]);
                }
            }
            for (int i = 0; i < count; i++) {
                gradient[i] = rate * along[i] / ((float) Math.sqrt(across[i]) + epsilon);
            }
        }
    }

    /** The step size with which moving means that start at 0 count as if they did not. */
    static double corrected(double learningRate, double beta1, double beta2, int iteration) {
        double steps = iteration + 1.0;
        return learningRate * Math.sqrt(1 - Math.pow(beta2, steps)) / (1 - Math.pow(beta1, steps));
    }

    /** As {@link #corrected}, for the mean of gradients alone. */
    static double nadamRate(double learningRate, double beta1, int iteration) {
        return learningRate / (1 - Math.pow(beta1, iteration + 1.0));
    }
}
