package io.rdrop.tensor;

import io.rdrop.Public;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a network in a graph, dense or sparse, as in {@link TensorBatch}.
 *
 * @param dense [rows, width] float32; null if they are sparse
 * @param columns [rows, n] int64, which inputs are not 0, {@code width} for none; null if they are dense
 * @param values [rows, n] float32, what they are; null if they are dense
 */
@Public
public record TensorGraph(
        int width,
        @Nullable Value dense,
        @Nullable Value columns,
        @Nullable Value values) {
    /** Dense inputs. */
    public static TensorGraph dense(int width, Value inputs) {
        return new TensorGraph(width, inputs, null, null);
    }

    /** Sparse inputs. */
    public static TensorGraph sparse(int width, Value columns, Value values) {
        return new TensorGraph(width, null, columns, values);
    }

    /**
     * The product with a matrix.
     *
     * @param matrix [width, units] row-major
     * @return [rows, units] float32
     */
    public Value times(Formula formula, float[] matrix, int units) {
        Graph graph = formula.graph();
        if (dense != null) {
            return formula.product(dense, graph.constant(matrix, width, units));
        }
        float[] withNone = Arrays.copyOf(matrix, matrix.length + units);
        Value rows = formula.gather(graph.constant(withNone, width + 1L, units), sparseColumns(), 0);
        return formula.sumAway(formula.times(rows, formula.unsqueeze(sparseValues(), 2)), 1);
    }

    /** The inputs, all of them: [rows, width] float32. */
    public Value all(Formula formula) {
        if (dense != null) {
            return dense;
        }
        Value zeros =
                formula.asManyRows(formula.graph().constant(new float[width + 1], 1, width + 1L), sparseColumns());
        Value scattered = formula.graph()
                .op("ScatterElements", Map.of("axis", 1L, "reduction", "add"), zeros, sparseColumns(), sparseValues());
        return formula.slice(scattered, 1, 0, width);
    }

    /** What there is as many rows of as there are examples. */
    public Value rows() {
        return dense == null ? sparseColumns() : dense;
    }

    private Value sparseColumns() {
        return Objects.requireNonNull(columns, "columns");
    }

    private Value sparseValues() {
        return Objects.requireNonNull(values, "values");
    }
}
