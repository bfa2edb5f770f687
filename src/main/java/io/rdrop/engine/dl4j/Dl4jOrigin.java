package io.rdrop.engine.dl4j;

import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.dense.DenseOrigin;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The DL4J network that a dense one starts as and is exported as. */
final class Dl4jOrigin implements DenseOrigin {
    private final Definition standard;
    private final Start start;

    /** @param standard what is exported; not modified */
    Dl4jOrigin(Definition standard, Start start) {
        this.standard = standard;
        this.start = start;
    }

    @Override
    public Start start() {
        return start;
    }

    @Override
    public String configuration(int iteration, int epoch) {
        Definition exported = standard.copy();
        exported.progress(iteration, epoch);
        return exported.json();
    }

    /** The numbers of a network, copied. */
    static Start start(Network network) {
        INDArray state = network.updater().getStateViewArray();
        return new Start(
                BaseOptimizer.getIterationCount(network.model()),
                BaseOptimizer.getEpochCount(network.model()),
                copy(network.model().params()),
                copy(state));
    }

    private static float[] copy(@Nullable INDArray flat) {
        float[] values = new float[flat == null ? 0 : Math.toIntExact(flat.length())];
        if (flat != null) {
            HostFloats.of(flat).get(0, values, values.length);
        }
        return values;
    }

    /** Knows DL4J only when it is asked for numbers or a configuration. */
    public static final class OfConfiguration implements DenseOrigin.Provider {
        @Override
        public DenseOrigin of(ModelSpec spec) {
            return new DenseOrigin() {
                @Override
                public Start start() {
                    StandardNetwork standard = Dl4jModels.standard(spec);
                    try (Network network = Dl4jModels.build(standard, new Training(standard, spec))) {
                        return Dl4jOrigin.start(network);
                    }
                }

                @Override
                public String configuration(int iteration, int epoch) {
                    Definition exported = Dl4jModels.standard(spec).definition();
                    exported.progress(iteration, epoch);
                    return exported.json();
                }
            };
        }
    }
}
