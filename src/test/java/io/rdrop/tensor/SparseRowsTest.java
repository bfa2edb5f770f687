package io.rdrop.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SparseRowsTest {
    private static SparseRows of(int width, float... dense) {
        SparseRows rows = new SparseRows(width);
        rows.addRows(dense, dense.length / width);
        return rows;
    }

    @Test
    void leavesZerosOutAndPutsThemBack() {
        float[] dense = {0, 1, 0, 0, 0, 0, 2, 0, -3};
        SparseRows rows = of(3, dense);
        assertThat(rows.rows()).isEqualTo(3);
        assertThat(rows.entries()).isEqualTo(3);
        assertThat(rows.start(1)).isEqualTo(1);
        assertThat(rows.start(2)).isEqualTo(1);
        assertThat(rows.column(2)).isEqualTo(2);
        assertThat(rows.value(2)).isEqualTo(-3);
        float[] back = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
        rows.toDense(back);
        assertThat(back).startsWith(dense).endsWith(9);
    }

    @Test
    void growsAndIsUsedAgain() {
        SparseRows rows = new SparseRows(1000);
        for (int round = 0; round < 2; round++) {
            rows.clear();
            for (int row = 0; row < 100; row++) {
                for (int column = 0; column < 10; column++) {
                    rows.add(row * 10 + column, column);
                }
                rows.endRow();
            }
            assertThat(rows.rows()).isEqualTo(100);
            assertThat(rows.entries()).isEqualTo(1000);
            assertThat(rows.column(rows.start(99))).isEqualTo(990);
        }
    }

    @Test
    void aCopyIsTheSameUntilOneChanges() {
        SparseRows rows = of(3, 0, 1, 2, 3, 0, 0);
        SparseRows copy = of(3, 7, 7, 7);
        copy.set(rows);
        assertThat(copy.isSame(rows)).isTrue();
        rows.value(0, 5);
        assertThat(copy.isSame(rows)).isFalse();
        assertThat(of(3, 0, 1, 2).isSame(of(3, 0, 1, 2, 0, 0, 0))).isFalse();
        assertThat(of(3, 0, 1, 2).isSame(of(3, 1, 0, 2))).isFalse();
    }

    @Test
    void refusesColumnsAndRowsThatDoNotFit() {
        SparseRows rows = new SparseRows(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.add(3, 1))
                .withMessage("column must be within 0..2 but was 3");
        assertThatIllegalArgumentException().isThrownBy(() -> rows.add(-1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.set(new SparseRows(4)))
                .withMessage("rows must be 3 wide but were 4");
    }
}
