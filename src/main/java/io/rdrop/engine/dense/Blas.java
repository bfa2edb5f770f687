package io.rdrop.engine.dense;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** The matrix products of dense layers, on row-major float32, by the OpenBLAS that ND4J brings. */
final class Blas {
    private static final int ROW_MAJOR = openblas.CblasRowMajor;
    private static final int PLAIN = openblas.CblasNoTrans;
    private static final int TRANSPOSED = openblas.CblasTrans;

    private Blas() {}

    /** z = x W' (+ what z holds, if asked), with x [rows, inputs], W [units, inputs] and z [rows, units]. */
    static void forward(
            FloatPointer x, FloatPointer weights, FloatPointer z, int rows, int inputs, int units, boolean add) {
        float beta = add ? 1 : 0;
        openblas.cblas_sgemm(
                ROW_MAJOR, PLAIN, TRANSPOSED, rows, units, inputs, 1, x, inputs, weights, inputs, beta, z, units);
    }

    /** The gradient of a layer's inputs: dx = dz W, with dz [rows, units] and W [units, inputs]. */
    static void backward(FloatPointer dz, FloatPointer weights, FloatPointer dx, int rows, int inputs, int units) {
        openblas.cblas_sgemm(
                ROW_MAJOR, PLAIN, PLAIN, rows, inputs, units, 1, dz, units, weights, inputs, 0, dx, inputs);
    }

    /** The gradient of a layer's weights: dW = dz' x, with dz [rows, units] and x [rows, inputs]. */
    static void weights(FloatPointer dz, FloatPointer x, FloatPointer gradient, int rows, int inputs, int units) {
        openblas.cblas_sgemm(
                ROW_MAJOR, TRANSPOSED, PLAIN, units, inputs, rows, 1, dz, units, x, inputs, 0, gradient, inputs);
    }

    /** The gradient of a layer's biases: the sums of the columns of dz [rows, units], by ones [rows]. */
    static void biases(FloatPointer dz, FloatPointer ones, FloatPointer gradient, int rows, int units) {
        openblas.cblas_sgemv(ROW_MAJOR, TRANSPOSED, rows, units, 1, dz, units, ones, 1, 0, gradient, 1);
    }

    /** c = a b (+ what c holds, if asked), with a [m, k], b [k, n] and c [m, n]. */
    static void product(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k, boolean add) {
        openblas.cblas_sgemm(ROW_MAJOR, PLAIN, PLAIN, m, n, k, 1, a, k, b, n, add ? 1 : 0, c, n);
    }

    /** c = a' b', with a [k, m], b [n, k] and c [m, n]. */
    static void transposedProduct(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
        openblas.cblas_sgemm(ROW_MAJOR, TRANSPOSED, TRANSPOSED, m, n, k, 1, a, m, b, k, 0, c, n);
    }

    /** Copies values from one place on to another. */
    static void copy(FloatPointer values, int from, FloatPointer into, int to, int count) {
        values.position(from);
        into.position(to);
        openblas.cblas_scopy(count, values, 1, into, 1);
        values.position(0);
        into.position(0);
    }

    /** Adds values from one place on to others. */
    static void add(FloatPointer values, int from, FloatPointer into, int to, int count) {
        values.position(from);
        into.position(to);
        openblas.cblas_saxpy(count, 1, values, 1, into, 1);
        values.position(0);
        into.position(0);
    }
}
