package io.rdrop.engine.dense;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.UpdaterConfig;
import io.rdrop.config.UpdaterType;

/** The optimisers of the configuration in float64, parameter by parameter, as their papers have them. */
final class ReferenceOptimiser {
    private final ModelConfig model;
    private final double[] m;
    private final double[] v;
    private final double[] peak;
    private int steps;

    /** @param length parameters */
    ReferenceOptimiser(ModelConfig model, int length) {
        this.model = model;
        this.m = new double[length];
        this.v = new double[length];
        this.peak = new double[length];
    }

    /**
     * One step.
     *
     * @param isWeight whether decay applies, by parameter
     */
    void step(double[] parameters, double[] gradient, boolean[] isWeight) {
        steps++;
        double norm = 0;
        for (double value : gradient) {
            norm += value * value;
        }
        norm = Math.sqrt(norm);
        Double clip = model.gradientClip();
        double scale = clip != null && norm > clip ? clip / norm : 1;
        for (int i = 0; i < parameters.length; i++) {
            double l2 = isWeight[i] ? model.weightDecay().l2() : 0;
            double decay = isWeight[i]
                    ? model.weightDecay().decoupled() * model.updater().stepSize()
                    : 0;
            double before = parameters[i];
            parameters[i] -= move(i, scale * gradient[i] + l2 * before) + decay * before;
        }
    }

    private double move(int i, double g) {
        UpdaterConfig of = model.updater();
        double rate = of.stepSize();
        return switch (of.type()) {
            case SGD -> rate * g;
            case MOMENTUM -> {
                // Look ahead: the step that the momentum would make next belongs to this one.
                double last = m[i];
                m[i] = of.momentum() * last - rate * g;
                yield of.momentum() * last - (1 + of.momentum()) * m[i];
            }
            case ADAGRAD -> {
                v[i] += g * g;
                yield rate * g / (Math.sqrt(v[i]) + of.epsilon());
            }
            case RMSPROP -> {
                v[i] = of.beta2() * v[i] + (1 - of.beta2()) * g * g;
                yield rate * g / (Math.sqrt(v[i]) + of.epsilon());
            }
            case ADAM, AMSGRAD, NADAM -> adam(i, g, of);
        };
    }

    private double adam(int i, double g, UpdaterConfig of) {
        m[i] = of.beta1() * m[i] + (1 - of.beta1()) * g;
        v[i] = of.beta2() * v[i] + (1 - of.beta2()) * g * g;
        peak[i] = Math.max(peak[i], v[i]);
        double means = 1 - Math.pow(of.beta1(), steps);
        double squares = Math.sqrt(1 - Math.pow(of.beta2(), steps));
        if (of.type() == UpdaterType.NADAM) {
            double ahead = of.beta1() * m[i] + (1 - of.beta1()) * g;
            return of.stepSize() / means * ahead / (Math.sqrt(v[i]) + of.epsilon());
        }
        double across = Math.sqrt(of.type() == UpdaterType.AMSGRAD ? peak[i] : v[i]) + of.epsilon();
        return of.stepSize() * squares / means * m[i] / across;
    }
}
