package io.rdrop.engine.torch;

import io.rdrop.engine.torch.Parameters.Parameter;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a network put into a graph, and the shapes that several of them need. Parameters become constants
 * with the values of now.
 *
 * @param mask [rows, length] float32, 1 for what is no padding; null for inputs without padding
 */
@SuppressWarnings("try") // a scope is there to be closed
public record NetworkGraph(Formula formula, @Nullable Value mask) {
    /** Where it is written to. */
    public Graph to() {
        return formula.graph();
    }

    /** Values of a parameter, row-major. */
    public static float[] values(Parameter parameter) {
        float[] values = new float[Math.toIntExact(parameter.length())];
        try (PointerScope scope = new PointerScope()) {
            Place.read(parameter.tensor(), values, values.length);
        }
        return values;
    }

    /** A parameter as it is. */
    public Value constant(Parameter parameter) {
        return to().constant(values(parameter), parameter.shape());
    }

    /** A matrix [a, b] as [b, a]. */
    public Value transposed(Parameter matrix) {
        int rows = Math.toIntExact(matrix.shape()[0]);
        int columns = Math.toIntExact(matrix.shape()[1]);
        float[] values = values(matrix);
        float[] turned = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = values[row * columns + column];
            }
        }
        return to().constant(turned, columns, rows);
    }

    /**
     * x W' + b.
     *
     * @param x [..., inputs]
     * @param weight [units, inputs]
     */
    public Value linear(Value x, Parameter weight, Parameter bias) {
        return formula.plus(formula.product(x, transposed(weight)), constant(bias));
    }

    /** With its axes in another order. */
    public Value permuted(Value value, long... order) {
        return to().op("Transpose", Map.of("perm", order), value);
    }

    /**
     * Which tokens are shown, as {@link Layers} has it: of a row that is padding alone its first position.
     *
     * @return [rows, length] float32; null if all are
     */
    public @Nullable Value shown(int length) {
        if (mask == null) {
            return null;
        }
        float[] first = new float[length];
        first[0] = 1;
        return formula.max(mask, to().constant(first, 1, length));
    }
}
