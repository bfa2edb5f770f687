package io.rdrop.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.engine.DropoutCounter;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of images and sequences as of rows: each unit of each row of each pass has its own draw of the counter. */
class CounterDropoutTest {
    private static final int PASSES = 2;
    private static final int ROWS = 3;
    private static final int UNITS = 24;
    private static final double RETAIN = 0.6;
    private static final int LAYER = 4;

    private final DropoutCounter counter = new DropoutCounter(11, PASSES);
    private final CounterDropout dropout = new CounterDropout(RETAIN, null, LAYER, counter);

    @BeforeEach
    void step() {
        counter.step(5);
    }

    static long[][] shapes() {
        return new long[][] {
            {PASSES * ROWS, UNITS}, {PASSES * ROWS, 4, 6}, {PASSES * ROWS, 2, 3, 4},
        };
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void drawsEachUnitOfEachRowOnceInEitherOrder(long... shape) {
        for (char order : new char[] {'c', 'f'}) {
            INDArray dropped = apply(Nd4j.ones(DataType.FLOAT, shape).dup(order));
            assertUnits(dropped, order);
            assertThat(dropout.backprop(Nd4j.ones(DataType.FLOAT, shape), Nd4j.create(DataType.FLOAT, shape), 0, 0))
                    .isEqualTo(dropped);
        }
    }

    @Test
    void drawsEachUnitOnceInPermutedViews() {
        INDArray view = Nd4j.ones(DataType.FLOAT, PASSES * ROWS, 6, 4).permute(0, 2, 1);
        assertUnits(apply(view), view.ordering());
    }

    private void assertUnits(INDArray dropped, char order) {
        float[] expected = new float[PASSES * ROWS * UNITS];
        counter.fill(LAYER, RETAIN, PASSES * ROWS, UNITS, expected);
        for (int row = 0; row < PASSES * ROWS; row++) {
            INDArray units = dropped.slice(row).dup(order);
            for (int unit = 0; unit < UNITS; unit++) {
                assertThat(units.data().getFloat(unit))
                        .as("order %s, row %d, unit %d", order, row, unit)
                        .isEqualTo(expected[row * UNITS + unit]);
            }
        }
    }

    private INDArray apply(INDArray input) {
        return dropout.applyDropout(input, input.ulike(), 0, 0, LayerWorkspaceMgr.noWorkspaces());
    }
}
