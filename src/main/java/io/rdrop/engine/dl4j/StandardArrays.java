package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.BagTable;
import io.rdrop.engine.dense.NativeFloats;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's parameters and optimiser state in DL4J's flattened order, after all updates.
 *
 * @param parameters flat
 * @param updaterState flat; null for an optimiser without state
 * @param isCopy whether the arrays are freed on close
 */
record StandardArrays(INDArray parameters, @Nullable INDArray updaterState, boolean isCopy) implements AutoCloseable {
    /** Arrays that are in that order already. */
    static StandardArrays of(INDArray parameters, @Nullable INDArray updaterState) {
        return new StandardArrays(parameters, updaterState, false);
    }

    /** Copies in which the first weights lie as DL4J has them. */
    static StandardArrays of(Network network, BagTable table, int applied) {
        INDArray parameters = copy(network.model().params());
        INDArray live = network.updater().getStateViewArray();
        INDArray state = live == null ? null : copy(live);
        NativeFloats[] kinds = state == null
                ? new NativeFloats[0]
                : OptimiserPlans.statesOfFirst(network, NetworkPlans.memory(state), table.length());
        table.toStandard(applied, NetworkPlans.memory(parameters).part(0, table.length()), kinds);
        return new StandardArrays(parameters, state, true);
    }

    private static INDArray copy(INDArray flat) {
        INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, flat.shape(), flat.ordering());
        NetworkPlans.memory(copy).copy(NetworkPlans.memory(flat));
        return copy;
    }

    @Override
    public void close() {
        if (isCopy) {
            parameters.close();
            if (updaterState != null) {
                updaterState.close();
            }
        }
    }
}
