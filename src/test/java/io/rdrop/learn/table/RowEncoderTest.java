package io.rdrop.learn.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.table.TableInputs.Kind;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
    @Test
    void aRowIsGivenTheLabelsBeforeItTheLatestFirst() {
        RowEncoder encoder = Rows.encoder(3);
        Rows rows = new Rows(1);
        encoder.observe(Rows.example(new double[2], "a", 2, 0));
        encoder.observe(Rows.example(new double[2], "a", 0, 1));
        TableInputs row = encode(encoder, rows.next());

        assertThat(row.lastLabel()).isZero();
        Entries lags = row.of(Kind.LAGS);
        assertThat(lags.count()).isEqualTo(2);
        assertThat(lags.index(0)).isEqualTo(0);
        assertThat(lags.index(1)).isEqualTo(Rows.CLASSES + 2);
    }

    @Test
    void averagesFollowLabelsFastAndSlowly() {
        RowEncoder encoder = Rows.encoder(1);
        Rows rows = new Rows(1);
        encoder.observe(Rows.example(new double[2], "a", 1, 0));
        encoder.observe(Rows.example(new double[2], "a", 1, 0));
        Entries averages = encode(encoder, rows.next()).of(Kind.AVERAGES);

        assertThat(averages.count()).isEqualTo(2);
        assertThat(averages.index(0)).isEqualTo(1);
        assertThat(averages.value(0)).isCloseTo(0.19f, offset(1e-6f));
        assertThat(averages.index(1)).isEqualTo(Rows.CLASSES + 1);
        assertThat(averages.value(1)).isCloseTo(2 * 0.0199f, offset(1e-6f));
    }

    @Test
    void knotsOfAColumnAddUpToOneAndLeadBackToItsNumber() {
        RowEncoder encoder = Rows.encoder(1);
        Rows rows = new Rows(1);
        for (int i = 0; i < 200; i++) {
            encoder.observe(rows.next());
        }
        for (int i = 0; i < 50; i++) {
            TableInputs row = encode(encoder, rows.next());
            Entries knots = row.of(Kind.KNOTS);
            float[] sums = new float[2];
            float[] places = new float[2];
            for (int k = 0; k < knots.count(); k++) {
                int column = knots.index(k) / TableInputs.KNOTS;
                sums[column] += knots.value(k);
                places[column] += knots.value(k) * (knots.index(k) % TableInputs.KNOTS);
            }
            for (int column = 0; column < 2; column++) {
                float cut = Math.max(-3, Math.min(3, row.numbers()[column]));
                assertThat(sums[column]).isCloseTo(1f, offset(1e-6f));
                assertThat(places[column] * 6 / (TableInputs.KNOTS - 1) - 3).isCloseTo(cut, offset(1e-5f));
            }
        }
    }

    @Test
    void outliersAndMissingNumbersAreZeroAndNotUsual() {
        RowEncoder encoder = Rows.encoder(1);
        Rows rows = new Rows(1);
        for (int i = 0; i < 200; i++) {
            encoder.observe(rows.next());
        }
        TableInputs row = encode(encoder, Rows.example(new double[] {1e30, Double.NaN}, null, 0, 0));

        assertThat(row.numbers()).containsExactly(0, 0);
        assertThat(row.isUsual(0)).isFalse();
        assertThat(row.isUsual(1)).isFalse();
        assertThat(row.of(Kind.COLUMNS).count()).isZero();
        assertThat(row.slots()).containsExactly(-1);
    }

    @Test
    void categoriesLightTheirSlotBehindTheNumbers() {
        RowEncoder encoder = Rows.encoder(1);
        Example features = Rows.example(new double[2], "new", 0, 0);
        encoder.observe(features);
        TableInputs row = encode(encoder, features);

        assertThat(row.slots()).containsExactly(0);
        assertThat(row.of(Kind.COLUMNS).index(0)).isEqualTo(2);
        assertThat(row.of(Kind.COLUMNS).value(0)).isEqualTo(1);
    }

    private static TableInputs encode(RowEncoder encoder, Example features) {
        TableInputs row = new TableInputs(encoder.shape());
        encoder.encode(features, row);
        return row;
    }
}
