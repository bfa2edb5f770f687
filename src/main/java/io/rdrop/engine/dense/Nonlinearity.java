package io.rdrop.engine.dense;

import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import java.util.Map;

/** Activations and their slopes, as DL4J's; without branches where possible, for the sake of vector instructions. */
public enum Nonlinearity {
    IDENTITY {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                slopes[i] = 1;
            }
        }
    },
    RELU {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                float value = Math.max(values[i], 0f);
                values[i] = value;
                slopes[i] = Math.min(1f, value * STEEP);
            }
        }
    },
    LEAKY_RELU {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                float value = values[i];
                values[i] = Math.max(value, LEAK * value);
                slopes[i] = 1 - (1 - LEAK) * Math.min(1f, Math.max(-value, 0f) * STEEP); // 1 at 0, as DL4J has it
            }
        }
    },
    TANH {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                float value = (float) Math.tanh(values[i]);
                values[i] = value;
                slopes[i] = 1 - value * value;
            }
        }
    },
    SIGMOID {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                float value = (float) sigmoid(values[i]);
                values[i] = value;
                slopes[i] = value * (1 - value);
            }
        }
    },
    ELU {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                if (values[i] < 0) {
                    double power = Math.exp(values[i]);
                    values[i] = (float) (power - 1);
                    slopes[i] = (float) power;
                } else {
                    slopes[i] = 1;
                }
            }
        }
    },
    SELU {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                if (values[i] > 0) {
                    values[i] = (float) (SELU_SCALE * values[i]);
                    slopes[i] = (float) SELU_SCALE;
                } else {
                    double power = SELU_SCALE * SELU_ALPHA * Math.exp(values[i]);
                    values[i] = (float) (power - SELU_SCALE * SELU_ALPHA);
                    slopes[i] = (float) power;
                }
            }
        }
    },
    SWISH {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            gate(values, count, slopes, 1);
        }
    },
    GELU {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            gate(values, count, slopes, GELU_GATE);
        }
    },
    SOFTPLUS {
        @Override
        void apply(float[] values, int count, float[] slopes) {
            for (int i = 0; i < count; i++) {
                double z = values[i];
                values[i] = (float) (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
                slopes[i] = (float) sigmoid(z);
            }
        }
    };

    /** Makes a step of a ramp: what is above 0 by more than float32's smallest values reaches 1. */
    private static final float STEEP = 1e38f;

    private static final float LEAK = 0.01f;
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    /** DL4J's GELU is the quick one, z * sigmoid(1.702 z). */
    private static final double GELU_GATE = 1.702;

    /** Replaces values by what they are after the activation, and writes its derivatives at what they were. */
    abstract void apply(float[] values, int count, float[] slopes);

    /** Whether what is larger before it is never smaller after it. */
    boolean neverFalls() {
        return this != SWISH && this != GELU;
    }

    /** The same in a graph, of float32 values. */
    public Value apply(Formula formula, Value values) {
        Graph graph = formula.graph();
        return switch (this) {
            case IDENTITY -> values;
            case RELU -> graph.op("Relu", values);
            case LEAKY_RELU -> graph.op("LeakyRelu", Map.of("alpha", LEAK), values);
            case TANH -> graph.op("Tanh", values);
            case SIGMOID -> graph.op("Sigmoid", values);
            case ELU -> graph.op("Elu", Map.of("alpha", 1f), values);
            case SELU -> graph.op("Selu", Map.of("alpha", (float) SELU_ALPHA, "gamma", (float) SELU_SCALE), values);
            case SWISH -> formula.times(values, graph.op("Sigmoid", values));
            case GELU ->
                formula.times(values, graph.op("Sigmoid", formula.times(values, graph.scalar((float) GELU_GATE))));
            case SOFTPLUS -> graph.op("Softplus", values);
        };
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** z * sigmoid(steepness z). */
    private static void gate(float[] values, int count, float[] slopes, double steepness) {
        for (int i = 0; i < count; i++) {
            double z = values[i];
            double open = sigmoid(steepness * z);
            values[i] = (float) (z * open);
            slopes[i] = (float) (open + steepness * z * open * (1 - open));
        }
    }
}
