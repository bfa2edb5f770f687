package io.rdrop.engine.dl4j;

import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.dense.DenseOrigin;
import java.util.function.Supplier;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The DL4J network that one of another engine starts as and is exported as. Knows DL4J only when asked for either. */
record Dl4jOrigin(Supplier<StandardNetwork> standard, ModelSpec spec) implements DenseOrigin {
    @Override
    public Start start() {
        StandardNetwork from = standard.get();
        Network network = Dl4jModels.build(from, new Training(from, spec));
        try {
            return new Start(
                    BaseOptimizer.getIterationCount(network.model()),
                    BaseOptimizer.getEpochCount(network.model()),
                    copy(network.model().params()),
                    copy(network.updater().getStateViewArray()));
        } finally {
            network.discard();
        }
    }

    @Override
    public String configuration(int iteration, int epoch) {
        Definition exported = standard.get().definition().copy();
        exported.progress(iteration, epoch);
        return exported.json();
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(standard.get().definition());
    }

    private static float[] copy(@Nullable INDArray flat) {
        float[] values = new float[flat == null ? 0 : Math.toIntExact(flat.length())];
        if (flat != null) {
            HostFloats.of(flat).get(0, values, values.length);
        }
        return values;
    }

    /** Of networks of the configuration. */
    public static final class OfConfiguration implements DenseOrigin.Provider {
        @Override
        public DenseOrigin of(ModelSpec spec) {
            return new Dl4jOrigin(() -> Dl4jModels.standard(spec), spec);
        }
    }
}
