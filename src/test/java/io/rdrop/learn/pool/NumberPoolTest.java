package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.UpdaterType;
import io.rdrop.example.Example;
import io.rdrop.learn.mix.Forecast;
import io.rdrop.learn.network.NetworkSpec;
import io.rdrop.learn.number.View;
import io.rdrop.learn.table.NumberRows;
import io.rdrop.learn.table.Rows;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPoolTest {
    private static final NumberNetworkSpec GOOD = new NumberNetworkSpec(
            NetworkSpec.of("good", UpdaterType.ADAGRAD, 0.05, 16).withKnots(), View.HISTORY);

    private static final NumberNetworkSpec TWIN =
            new NumberNetworkSpec(GOOD.network().named("twin").withDropout(0.3, 1), View.HISTORY);

    /** Before anything, while scales are not known, and after rows left their windows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 2300})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        NumberPool pool = pool(NumberPoolSpec.standard());
        NumberRows rows = new NumberRows(4);
        learn(pool, rows, before);
        NumberPool restored = pool(NumberPoolSpec.standard());
        List<byte[]> saved = save(pool);
        for (int part = 0; part < saved.size(); part++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                restored.state().get(part).restoring().restore(in, 1);
                assertThat(in.available()).isZero();
            }
        }
        assertThat(restored.members()).isEqualTo(pool.members());
        for (int i = 0; i < 300; i++) {
            Example row = rows.next();
            assertThat(restored.predict(row)).isEqualTo(pool.predict(row));
            pool.learn(List.of(row), terms -> {});
            restored.learn(List.of(row), terms -> {});
        }
        List<byte[]> ofRestored = save(restored);
        List<byte[]> expected = save(pool);
        for (int part = 0; part < expected.size(); part++) {
            assertThat(Arrays.equals(ofRestored.get(part), expected.get(part)))
                    .as(pool.state().get(part).name())
                    .isTrue();
        }
    }

    @Test
    void partsHaveDistinctNames() {
        Set<String> names = new HashSet<>();
        for (StatePart part : pool(NumberPoolSpec.standard()).state()) {
            assertThat(names.add(part.name())).as(part.name()).isTrue();
        }
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherOneOthers() {
        NumberPool other = new NumberPool(NumberPoolSpec.standard(), Rows.columns(), 2);
        double loss = learn(pool(NumberPoolSpec.standard()), new NumberRows(4), 300);
        assertThat(learn(pool(NumberPoolSpec.standard()), new NumberRows(4), 300))
                .isEqualTo(loss);
        assertThat(learn(other, new NumberRows(4), 300)).isNotEqualTo(loss);
    }

    /** The noise has a deviation of 0.5: a log score of 0.73 is all that can be known. */
    @Test
    void learnsAndKnowsMoreThanItsMembers() {
        NumberPool pool = pool(NumberPoolSpec.standard());
        learn(pool, new NumberRows(4), 2000);
        double loss = learn(pool, new NumberRows(5), 2000) / 2000;
        double best = pool.members().stream()
                .mapToDouble(MemberScore::recentLoss)
                .min()
                .orElseThrow();
        assertThat(loss).isLessThan(best).isLessThan(1.3);
        assertThat(score(pool, NumberPool.LAST_VALUE).recentLoss()).isGreaterThan(2);
        assertThat(pool.members().stream().mapToDouble(MemberScore::weight).sum())
                .isCloseTo(1, offset(1e-9));
    }

    /** A rate of 1e20 makes weights that overflow. */
    @Test
    void aMemberThatDivergesCountsAsTheRunningMeanAndTheMixtureDoesNotNotice() {
        NumberNetworkSpec poison =
                new NumberNetworkSpec(NetworkSpec.of("poison", UpdaterType.SGD, 1e20, 16), View.COLUMNS);
        NumberPool healthy = pool(new NumberPoolSpec(List.of(GOOD), true, false, true));
        NumberPool poisoned = pool(new NumberPoolSpec(List.of(GOOD, poison), true, false, true));
        double loss = learn(healthy, new NumberRows(4), 2000) / 2000;
        double withPoison = learn(poisoned, new NumberRows(4), 2000) / 2000;
        assertThat(score(poisoned, "poison").restarts()).isGreaterThan(10);
        assertThat(withPoison).isCloseTo(loss, offset(0.05));
    }

    /** Only the target before tells the target. */
    @Test
    void whereTargetsComeLateNoMemberIsGivenThem() {
        NumberPoolSpec standard = NumberPoolSpec.standard();
        NumberPoolSpec late = new NumberPoolSpec(standard.networks(), true, true, false);
        assertThat(lateErrorOfAlternatingTargets(standard)).isLessThan(0.1);
        assertThat(lateErrorOfAlternatingTargets(late)).isGreaterThan(0.8);
    }

    private static double lateErrorOfAlternatingTargets(NumberPoolSpec spec) {
        NumberPool pool = pool(spec);
        double late = 0;
        for (int i = 0; i < 600; i++) {
            Example row = Rows.example(new double[] {3, 0}, "c1", i % 2 == 0 ? 1 : -1, i);
            double error = Math.abs(pool.predict(row).mean() - row.target());
            late += i >= 500 ? error / 100 : 0;
            pool.learn(List.of(row), terms -> {});
        }
        return late;
    }

    @Test
    void outliersAmongTargetsAndColumnsRuinNothing() {
        NumberPool pool = pool(NumberPoolSpec.standard());
        NumberPool undisturbed = pool(NumberPoolSpec.standard());
        learn(pool, new NumberRows(4), 1000);
        learn(undisturbed, new NumberRows(4), 1000);
        for (int i = 0; i < 20; i++) {
            double wild = i % 2 == 0 ? 1e30 : -1e12;
            Example row = Rows.example(new double[] {wild, -wild}, "c1", wild, i);
            assertThat(pool.predict(row).mean()).isBetween(0.0, 200.0);
            assertThat(pool.isOutlier(wild)).isTrue();
            pool.learn(List.of(row), terms -> {});
        }
        double loss = learn(undisturbed, new NumberRows(5), 500) / 500;
        assertThat(learn(pool, new NumberRows(5), 500) / 500).isCloseTo(loss, offset(0.1));
    }

    @Test
    void aTargetThatNeverChangesIsPredicted() {
        NumberPool pool = pool(NumberPoolSpec.standard());
        NumberRows rows = new NumberRows(4);
        for (int i = 0; i < 500; i++) {
            Example row = rows.next();
            pool.predict(row);
            pool.learn(List.of(NumberRows.with(row, 7)), terms -> {});
        }
        Forecast forecast = pool.predict(rows.next());
        assertThat(forecast.mean()).isCloseTo(7, offset(0.01));
        assertThat(forecast.deviation()).isPositive().isLessThan(0.05);
    }

    @Test
    void staysWithinTheBoundOfItsAudit() {
        NumberPool pool = pool(NumberPoolSpec.standard());
        learn(pool, new NumberRows(4), 1500);
        assertThat(pool.audit().loss())
                .isLessThanOrEqualTo(
                        pool.audit().bestMemberLoss() + pool.audit().bound());
    }

    @Test
    void everyDefaultPoolSaysWhatRDropIsWorth() {
        NumberPool pool = pool(NumberPoolSpec.standard());
        learn(pool, new NumberRows(4), 200);
        assertThat(pool.worth()).hasSize(1);
        RDropWorth worth = pool.worth().get(0);
        double own = score(pool, worth.member()).recentLoss();
        assertThat(worth.againstDropout())
                .isEqualTo(score(pool, "change-plain-dropout").recentLoss() - own);
        assertThat(worth.againstNone()).isEqualTo(score(pool, "change-plain").recentLoss() - own);
        assertThat(pool(NumberPoolSpec.single()).worth()).isEmpty();
    }

    @Test
    void earlierTargetsAreGivenByTheViewAlone() {
        assertThatThrownBy(() -> new NumberNetworkSpec(GOOD.network().withLags(1), View.COLUMNS))
                .hasMessage(
                        "a network of numbers is given earlier targets by its view, but good names lags or averages");
    }

    /** An update tells how far its passes were apart; asking for it before changes no byte of what is learned. */
    @Test
    void theDivergenceOfARowIsThatOfItsUpdate() throws IOException {
        NumberPool asked = pool(new NumberPoolSpec(List.of(GOOD, TWIN), true, true, true));
        NumberPool quiet = pool(new NumberPoolSpec(List.of(GOOD, TWIN), true, true, true));
        NumberRows rows = new NumberRows(4);
        int compared = 0;
        for (int step = 0; step < 300; step++) {
            Example row = rows.next();
            double apart = asked.divergence(row, step).orElseThrow();
            List<LossTerms> terms = new ArrayList<>();
            asked.learn(List.of(row), terms::add);
            quiet.learn(List.of(row), ignored -> {});
            if (terms.get(0).consistency() > 0) { // else the row was known, and learned without dropout
                assertThat(apart).isEqualTo(terms.get(0).consistency());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(200);
        for (int part = 0; part < asked.state().size(); part++) {
            assertThat(Arrays.equals(save(asked).get(part), save(quiet).get(part)))
                    .as(asked.state().get(part).name())
                    .isTrue();
        }
    }

    private static MemberScore score(NumberPool pool, String name) {
        return pool.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NumberPool pool(NumberPoolSpec spec) {
        return new NumberPool(spec, Rows.columns(), 1);
    }

    /** Returns the summed log score. */
    private static double learn(NumberPool pool, NumberRows rows, int count) {
        double loss = 0;
        for (int i = 0; i < count; i++) {
            Example row = rows.next();
            loss += pool.predict(row).loss(row.target());
            pool.learn(List.of(row), terms -> {});
        }
        return loss;
    }

    private static List<byte[]> save(NumberPool pool) throws IOException {
        List<byte[]> saved = new ArrayList<>();
        for (StatePart part : pool.state()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            part.saving().save(new DataOutputStream(bytes));
            saved.add(bytes.toByteArray());
        }
        return saved;
    }
}
