package io.rdrop.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.evaluate.RowMeasure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static JobConfig classes(String... overrides) {
        return JobConfigs.parse("""
                features: [{name: x}]
                label: {classes: ["no", "yes"]}
                topics: {control: control}
                challenger: {settings: {seed: 1}, confidence: 0.9}
                """, "job.yaml", List.of(overrides));
    }

    private static Comparison begun(JobConfig config) {
        Comparison comparison = new Comparison(config);
        comparison.begin(0, 0, 1);
        return comparison;
    }

    private static RowMeasure loss(double nats) {
        return new RowMeasure(0, nats, 0);
    }

    private static RowMeasure error(double size) {
        return new RowMeasure(size, Double.NaN, Double.NaN);
    }

    @Test
    void rowsPairByTheirOrderWhateverTheMicroBatchesAre() {
        Comparison comparison = new Comparison(classes());
        comparison.begin(2, 1, 5); // rows that came before it
        comparison.champion().row(loss(100));
        comparison.challenger().row(loss(200));
        comparison.challenger().row(loss(1));
        comparison.challenger().row(loss(2));
        assertThat(comparison.rows()).isZero();
        comparison.champion().row(loss(100));
        comparison.champion().row(loss(1.5));
        assertThat(comparison.rows()).isEqualTo(1);
        assertThat(comparison.advantage()).isEqualTo(0.5);
        comparison.champion().row(loss(1));
        assertThat(comparison.rows()).isEqualTo(2);
        assertThat(comparison.advantage()).isEqualTo(-0.25);
        assertThat(comparison.firstVersion()).isEqualTo(5);
    }

    @Test
    void whatCannotBeScoredCountsForNeitherAndDifferencesAreCut() {
        Comparison comparison = begun(classes("challenger.most-difference=2"));
        comparison.champion().row(RowMeasure.NONE);
        comparison.challenger().row(loss(1));
        assertThat(comparison.rows()).isZero();
        comparison.champion().row(loss(30));
        comparison.challenger().row(loss(1));
        comparison.champion().row(loss(Double.POSITIVE_INFINITY));
        comparison.challenger().row(loss(Double.POSITIVE_INFINITY));
        assertThat(comparison.rows()).isEqualTo(2);
        assertThat(comparison.advantage()).isEqualTo(1);
    }

    @Test
    void ofNumbersSquaredErrorsCountInUnitsOfThoseBefore() {
        Comparison comparison = begun(classes("task=regression", "label.classes=[]"));
        for (int i = 0; i < 30; i++) {
            comparison.champion().row(error(2));
            comparison.challenger().row(error(4));
        }
        assertThat(comparison.rows()).isZero();
        comparison.champion().row(error(3));
        comparison.challenger().row(error(1));
        assertThat(comparison.rows()).isEqualTo(1);
        assertThat(comparison.advantage()).isCloseTo((9.0 - 1) / 10, within(1e-12));
        comparison.champion().row(error(Double.POSITIVE_INFINITY)); // what is predicted is no number
        comparison.challenger().row(error(1));
        assertThat(comparison.rows()).isEqualTo(2);
        assertThat(comparison.advantage()).isCloseTo((0.8 + 4) / 2, within(1e-12));
    }

    @Test
    void decidesByTheBoundAndGoesBackOnlyWithinTheWatch() {
        Comparison auto = begun(classes("challenger.promote=auto"));
        Comparison manual = begun(classes());
        Comparison watched = begun(classes("challenger.watch=500"));
        watched.promoted(false);
        Comparison late = begun(classes("challenger.watch=3"));
        late.promoted(false);
        Comparison rolledBack = begun(classes("challenger.watch=500"));
        rolledBack.promoted(true);
        for (int i = 0; i < 200; i++) {
            for (Comparison each : List.of(auto, manual, watched, late, rolledBack)) {
                each.champion().row(loss(1 + i % 2));
                each.challenger().row(loss(0.5 + i % 2));
            }
        }
        assertThat(List.of(auto, manual, watched, late, rolledBack)).allMatch(Comparison::isWon);
        assertThat(auto.isDecided()).isTrue();
        assertThat(manual.isDecided()).isFalse();
        assertThat(watched.isDecided()).isTrue();
        assertThat(late.isDecided()).isFalse();
        assertThat(rolledBack.isDecided()).isFalse();
        assertThat(auto.describe()).startsWith("over 200 records its loss is lower by 0.50000 nats, at least by 0.");
    }

    @Test
    void goesOnFromItsStateAtAnyRowAndBeginsAnewWithAnotherCut() throws IOException {
        Random random = new Random(5);
        Comparison straight = begun(classes());
        Comparison restored = begun(classes());
        for (int i = 0; i < 300; i++) {
            RowMeasure row = loss(random.nextDouble());
            for (Comparison each : List.of(straight, restored)) {
                (i % 3 == 0 ? each.champion() : each.challenger()).row(row);
            }
            restored = restored(restored, classes());
            assertThat(bytes(restored)).isEqualTo(bytes(straight));
        }
        assertThat(straight.rows()).isEqualTo(100);
        assertThat(restored(straight, classes("challenger.most-difference=1")).rows())
                .isZero();
    }

    private static Comparison restored(Comparison saved, JobConfig config) throws IOException {
        Comparison comparison = new Comparison(config);
        comparison.restore(new DataInputStream(new ByteArrayInputStream(bytes(saved))));
        return comparison;
    }

    private static byte[] bytes(Comparison comparison) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        comparison.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
