package io.rdrop.learn.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.table.TableInputs;
import io.rdrop.learn.table.TableShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestRowsTest {
    private static final TableShape SHAPE = new TableShape(5, 1, 3, 2, 0);
    private static final float[] WEIGHTS = {0.5f, 1, 2, 0.1f, 1.4f};
    private static final int MOST = 10;

    private final Random random = new Random(3);
    private final TableInputs row = new TableInputs(SHAPE);
    private final NearestRows rows = new NearestRows(SHAPE, MOST);

    /** Fewer than are searched for, parts of blocks, and all blocks. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 999, 1001, 2500, 4000})
    void findsTheNearestOfAll(int count) {
        float[][] numbers = new float[count][];
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            draw();
            numbers[i] = row.numbers().clone();
            slots[i] = row.slots()[0];
            rows.put(i, row, i % 7, WEIGHTS);
        }
        for (int repeat = 0; repeat < 20; repeat++) {
            draw();
            double[] distances = new double[count];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < WEIGHTS.length; j++) {
                    distances[i] += WEIGHTS[j] * Math.pow(row.numbers()[j] - numbers[i][j], 2);
                }
                distances[i] += slots[i] == row.slots()[0] ? 0 : 2;
            }
            rows.search(row, WEIGHTS);
            double[] sorted = distances.clone();
            Arrays.sort(sorted);
            assertThat(rows.found()).isEqualTo(Math.min(MOST, count));
            for (int i = 0; i < rows.found(); i++) {
                assertThat(rows.distance(i)).isCloseTo((float) sorted[i], offset(1e-4f));
            }
        }
    }

    /** Fewer than are searched for together, an odd number of them, and all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, NearestRows.TOGETHER})
    void rowsThatAreSearchedForTogetherFindToTheBitWhatEachFindsAlone(int searches) {
        for (int i = 0; i < 2500; i++) {
            draw();
            rows.put(i, row, i, WEIGHTS);
        }
        List<TableInputs> asked = new ArrayList<>();
        List<NearestRows.Found> found = new ArrayList<>();
        for (int i = 0; i < searches + 1; i++) {
            draw();
            TableInputs other = new TableInputs(SHAPE);
            System.arraycopy(row.numbers(), 0, other.numbers(), 0, WEIGHTS.length);
            other.slots()[0] = row.slots()[0];
            asked.add(other);
            found.add(new NearestRows.Found(MOST));
        }
        rows.search(asked, 1, searches, WEIGHTS, found);
        for (int i = 1; i <= searches; i++) {
            rows.search(asked.get(i), WEIGHTS);
            assertThat(found.get(i).count()).isEqualTo(MOST);
            for (int which = 0; which < MOST; which++) {
                assertThat(found.get(i).distance(which)).isEqualTo(rows.distance(which));
                assertThat(rows.label(found.get(i), which)).isEqualTo(rows.label(which));
            }
        }
        assertThat(found.get(0).count()).as("it was not asked for").isZero();
    }

    @Test
    void labelsAndDifferencesAreOfTheRowsThatWereFound() {
        for (int i = 0; i < 3000; i++) {
            Arrays.fill(row.numbers(), i);
            rows.put(i, row, i, WEIGHTS);
        }
        Arrays.fill(row.numbers(), 1500.25f);
        rows.search(row, WEIGHTS);
        assertThat(rows.label(0)).isEqualTo(1500);
        double[] differences = new double[WEIGHTS.length];
        rows.addSquaredDifferences(0, row.numbers(), 2, WEIGHTS, differences);
        assertThat(differences[2]).isCloseTo(2 * 2 * 0.0625, offset(1e-6));
        assertThat(differences[3]).isCloseTo(2 * 0.1 * 0.0625, offset(1e-6));
    }

    @Test
    void otherWeightsAreOtherDistances() {
        for (int i = 0; i < 1200; i++) {
            draw();
            rows.put(i, row, 0, WEIGHTS);
        }
        NearestRows fresh = new NearestRows(SHAPE, MOST);
        float[] others = {3, 0.2f, 1, 1, 0.7f};
        Random again = new Random(3);
        for (int i = 0; i < 1200; i++) {
            draw(again);
            fresh.put(i, row, 0, others);
        }
        rows.measure(others);
        draw();
        rows.search(row, others);
        fresh.search(row, others);
        for (int i = 0; i < MOST; i++) {
            assertThat(rows.distance(i)).isCloseTo(fresh.distance(i), offset(1e-4f));
        }
    }

    @Test
    void whatIsRestoredFindsTheSame() throws IOException {
        for (int i = 0; i < 1700; i++) {
            draw();
            rows.put(i, row, i, WEIGHTS);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows.save(new DataOutputStream(bytes));
        NearestRows restored = new NearestRows(SHAPE, MOST);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        restored.measure(WEIGHTS);
        draw();
        rows.measure(WEIGHTS);
        rows.search(row, WEIGHTS);
        restored.search(row, WEIGHTS);
        assertThat(restored.size()).isEqualTo(1700);
        for (int i = 0; i < MOST; i++) {
            assertThat(restored.distance(i)).isEqualTo(rows.distance(i));
            assertThat(restored.label(i)).isEqualTo(rows.label(i));
        }
    }

    private void draw() {
        draw(random);
    }

    private void draw(Random from) {
        for (int j = 0; j < WEIGHTS.length; j++) {
            row.numbers()[j] = (float) from.nextGaussian();
        }
        row.slots()[0] = from.nextInt(3);
    }
}
