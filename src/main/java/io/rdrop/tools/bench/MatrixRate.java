package io.rdrop.tools.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How fast this machine multiplies matrices. */
final class MatrixRate {
    private static final int SIDE = 1024;
    private static final int REPETITIONS = 15;
    private static final double NANOS_PER_SECOND = 1e9;

    private MatrixRate() {}

    /** The best of several float32 products of 1024 x 1024 matrices, in operations per second of processor time. */
    static double best() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (INDArray a = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
                INDArray b = Nd4j.rand(DataType.FLOAT, SIDE, SIDE);
                INDArray c = Nd4j.createUninitialized(DataType.FLOAT, new long[] {SIDE, SIDE}, 'f')) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = threads.getCurrentThreadCpuTime();
                Nd4j.gemm(a, b, c, false, false, 1, 0);
                best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
            }
            return 2.0 * SIDE * SIDE * SIDE * NANOS_PER_SECOND / best;
        }
    }
}
