package io.rdrop.learn.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.ReplayType;
import io.rdrop.learn.table.TableInputs.Kind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowStoreTest {
    private static final int CAPACITY = 10;

    private final RowEncoder encoder = Rows.encoder(2);
    private final TableInputs row = new TableInputs(encoder.shape());
    private final Rows rows = new Rows(5);

    @Test
    void aWindowKeepsTheLatest() {
        RowStore store = store(ReplayType.SLIDING_WINDOW, 25);

        Set<Integer> labels = new HashSet<>();
        for (int at = 0; at < store.size(); at++) {
            labels.add((int) store.target(at));
        }
        assertThat(labels).hasSize(CAPACITY).allMatch(label -> label >= 15);
    }

    @Test
    void aReservoirKeepsSomeOfTheFirstAndSomeOfTheLast() {
        RowStore store = store(ReplayType.RESERVOIR, 1000);

        int early = 0;
        for (int at = 0; at < store.size(); at++) {
            early += (int) store.target(at) < 500 ? 1 : 0;
        }
        assertThat(early).isBetween(1, CAPACITY - 1);
    }

    @Test
    void whatIsKeptHasTheInputsThatItHad() {
        RowStore store = store(ReplayType.SLIDING_WINDOW, 7);

        TableInputs kept = store.row(6);
        for (Kind kind : Kind.values()) {
            assertThat(kept.of(kind).count()).isEqualTo(row.of(kind).count());
            for (int i = 0; i < kept.of(kind).count(); i++) {
                assertThat(kept.of(kind).index(i)).isEqualTo(row.of(kind).index(i));
                assertThat(kept.of(kind).value(i)).isEqualTo(row.of(kind).value(i));
            }
        }
    }

    /** Labels are numbers of rows here. */
    private RowStore store(ReplayType type, int offered) {
        RowStore store = new RowStore(type, CAPACITY, encoder.shape(), 3);
        for (int i = 0; i < offered; i++) {
            encoder.encode(rows.next(), row);
            store.add(row, i);
            if (i < offered - 1) {
                encoder.observe(rows.next());
            }
        }
        return store;
    }
}
