package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.ConfigException;
import io.rdrop.config.UpdaterType;
import io.rdrop.example.Example;
import io.rdrop.learn.network.NetworkSpec;
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

class PoolTest {
    private static final NetworkSpec GOOD =
            NetworkSpec.of("good", UpdaterType.ADAGRAD, 0.05, 16).withKnots();

    /** Before anything, while scales are not known, and after trees began anew and rows left their windows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 777, 2300})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        Pool pool = pool(PoolSpec.standard());
        Rows rows = new Rows(4);
        learn(pool, rows, before);
        Pool restored = pool(PoolSpec.standard());
        List<byte[]> saved = save(pool);
        for (int part = 0; part < saved.size(); part++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                restored.state().get(part).restoring().restore(in, 1);
                assertThat(in.available()).isZero();
            }
        }
        for (int i = 0; i < 300; i++) {
            Example row = rows.next();
            assertThat(predict(restored, row)).isEqualTo(predict(pool, row));
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

    /** It predicts better than the others, and so it leads soon, though it began with next to nothing. */
    @Test
    void aMemberThatIsAddedLearnsAndTakesWeight() throws IOException {
        NetworkSpec poor = NetworkSpec.of("poor", UpdaterType.SGD, 1e-4, 4);
        Pool before = pool(new PoolSpec(List.of(poor), true, false, true));
        Rows rows = new Rows(4);
        double alone = learn(before, rows, 1000);
        Pool after = pool(new PoolSpec(List.of(poor, GOOD), true, false, true));

        after.follow(before);

        assertThat(after.members().get(1).weight()).isEqualTo(2e-4);
        assertThat(learn(after, rows, 1000)).isLessThan(0.8 * alone);
        List<MemberScore> scores = after.members();
        assertThat(scores.get(1).weight())
                .isGreaterThan(0.5)
                .isGreaterThan(scores.get(0).weight());
        assertThat(after.audit().loss())
                .isLessThanOrEqualTo(
                        after.audit().bestMemberLoss() + after.audit().bound());
    }

    /** With the same members a pool that goes on from another one is that one. */
    @Test
    void goingOnWithTheSameMembersChangesNothing() throws IOException {
        Pool before = pool(PoolSpec.standard());
        Rows rows = new Rows(4);
        learn(before, rows, 300);
        Pool after = pool(PoolSpec.standard());
        after.follow(before);
        List<byte[]> expected = save(before);
        List<byte[]> copied = save(after);
        for (int part = 0; part < expected.size(); part++) {
            assertThat(copied.get(part)).as(before.state().get(part).name()).isEqualTo(expected.get(part));
        }
    }

    @Test
    void partsHaveDistinctNames() {
        Set<String> names = new HashSet<>();
        for (StatePart part : pool(PoolSpec.standard()).state()) {
            assertThat(names.add(part.name())).as(part.name()).isTrue();
        }
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherOneOthers() {
        Pool one = pool(PoolSpec.standard());
        Pool same = pool(PoolSpec.standard());
        Pool other = new Pool(PoolSpec.standard(), Rows.columns(), Rows.CLASSES, 2);
        double loss = learn(one, new Rows(4), 300);
        assertThat(learn(same, new Rows(4), 300)).isEqualTo(loss);
        assertThat(learn(other, new Rows(4), 300)).isNotEqualTo(loss);
    }

    @Test
    void learnsAndKnowsMoreThanItsMembers() {
        Pool pool = pool(PoolSpec.standard());
        learn(pool, new Rows(4), 1000);
        Rows later = new Rows(5);
        double loss = learn(pool, later, 2000) / 2000;
        double best = pool.members().stream()
                .mapToDouble(MemberScore::recentLoss)
                .min()
                .orElseThrow();
        assertThat(loss).isLessThan(best + 0.01).isLessThan(0.25);
    }

    /** A rate of 1e20 makes weights that overflow. */
    @Test
    void aMemberThatDivergesIsUniformAndTakenBackAndTheMixtureDoesNotNotice() {
        Pool healthy = pool(new PoolSpec(List.of(GOOD, GOOD.named("other")), true, false, true));
        Pool poisoned = pool(
                new PoolSpec(List.of(GOOD, NetworkSpec.of("poison", UpdaterType.SGD, 1e20, 16)), true, false, true));
        double loss = learn(healthy, new Rows(4), 2000) / 2000;
        Rows rows = new Rows(4);
        double withPoison = 0;
        for (int i = 0; i < 2000; i++) {
            Example row = rows.next();
            float[] prediction = predict(poisoned, row);
            for (float probability : prediction) {
                assertThat(probability).isFinite();
            }
            withPoison -= Math.log(prediction[rows.label()]) / 2000;
            poisoned.learn(List.of(row), terms -> {});
        }
        MemberScore poison = poisoned.members().get(1);
        assertThat(poison.name()).isEqualTo("poison");
        assertThat(poison.restarts()).isGreaterThan(10);
        assertThat(withPoison).isCloseTo(loss, offset(0.05));
    }

    /** What no rate leads to: the weights of one member of a trained pool become NaN, all others are as they were. */
    @Test
    void aMemberWhoseWeightsAreNoNumbersIsTakenBackAndTheMixtureDoesNotNotice() throws IOException {
        Pool healthy = pool(PoolSpec.standard());
        learn(healthy, new Rows(4), 1500);
        List<byte[]> saved = save(healthy);
        Pool poisoned = pool(PoolSpec.standard());
        for (int part = 0; part < saved.size(); part++) {
            byte[] bytes = saved.get(part);
            StatePart to = poisoned.state().get(part);
            if (to.name().equals("pool-member-norm")) {
                // behind the biases of the logits: a square of their row, squares and a mean of their columns
                int biases = bytes.length - 4 * (1 + (Rows.CLASSES + 1) + 2 + Rows.CLASSES);
                Arrays.fill(bytes, biases, biases + 4 * Rows.CLASSES, (byte) 0xFF);
            }
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                to.restoring().restore(in, 1);
            }
        }
        double loss = learn(healthy, new Rows(5), 500) / 500;
        assertThat(learn(poisoned, new Rows(5), 500) / 500).isCloseTo(loss, offset(0.01));
        assertThat(restarts(poisoned, "norm")).isEqualTo(1);
        assertThat(restarts(healthy, "norm")).isZero();
        assertThat(restarts(poisoned, "norm-dropout")).isZero();
    }

    private static long restarts(Pool pool, String name) {
        return pool.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow()
                .restarts();
    }

    @Test
    void staysWithinTheBoundOfItsAudit() {
        Pool pool = pool(PoolSpec.standard());
        learn(pool, new Rows(4), 1500);
        assertThat(pool.audit().loss())
                .isLessThanOrEqualTo(
                        pool.audit().bestMemberLoss() + pool.audit().bound());
    }

    @Test
    void everyDefaultPoolSaysWhatRDropIsWorth() {
        Pool pool = pool(PoolSpec.standard());
        learn(pool, new Rows(4), 200);
        assertThat(pool.worth()).hasSize(1);
        RDropWorth worth = pool.worth().get(0);
        assertThat(worth.againstDropout()).isEqualTo(loss(pool, "norm-dropout") - loss(pool, worth.member()));
        assertThat(worth.againstNone()).isEqualTo(loss(pool, "norm") - loss(pool, worth.member()));
    }

    @Test
    void aNetworkWithoutTwinIsWorthNothingThatIsKnown() {
        assertThat(pool(PoolSpec.single()).worth()).isEmpty();
    }

    private static double loss(Pool pool, String name) {
        return pool.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow()
                .recentLoss();
    }

    @Test
    void membersThatRestKeepWhatTheyKnowAndAreStoodInFor() throws IOException {
        Pool full = pool(PoolSpec.standard());
        learn(full, new Rows(4), 1000);
        List<String> all = full.relief().stream().flatMap(List::stream).toList();
        assertThat(full.relief()).hasSize(3);
        assertThat(full.relief().get(0)).containsExactly("forest", "neighbours");
        assertThat(all).contains("norm", "norm-dropout", "adagrad-window").doesNotContain("norm-r-drop");
        Pool resting = restored(pool(PoolSpec.standard()).resting(all), save(full));
        double loss = learn(resting, new Rows(5), 1000) / 1000;
        assertThat(loss).isLessThan(learn(pool(PoolSpec.single()), new Rows(5), 1000) / 1000);
        List<byte[]> before = save(full);
        List<byte[]> after = save(resting);
        for (int part = 0; part < before.size(); part++) {
            String name = resting.state().get(part).name();
            boolean rests = all.contains(name.replace("pool-member-", "").replaceAll("^(neighbours)-.*", "$1"));
            assertThat(Arrays.equals(before.get(part), after.get(part)))
                    .as(name)
                    .isEqualTo(rests);
        }
        Pool awake = restored(pool(PoolSpec.standard()), after);
        assertThat(learn(awake, new Rows(6), 1000) / 1000).isLessThan(loss);
    }

    @Test
    void anotherNetworkStandsInIfTheOneWithRDropRestsAndOneMustBeAwake() {
        Pool pool = pool(PoolSpec.standard()).resting(List.of("norm-r-drop"));
        int[] told = {0};
        Rows rows = new Rows(4);
        for (int i = 0; i < 50; i++) {
            Example row = rows.next();
            predict(pool, row);
            pool.learn(List.of(row), terms -> told[0]++);
        }
        assertThat(told[0]).isZero();
        Pool other = pool(PoolSpec.standard());
        assertThatThrownBy(() -> other.resting(List.of("neighbour")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean neighbours?");
        List<String> names =
                other.members().stream().map(MemberScore::name).limit(9).toList();
        assertThatThrownBy(() -> other.resting(names))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must leave a network awake");
    }

    /** An update tells how far its passes were apart; asking for it before changes no byte of what is learned. */
    @Test
    void theDivergenceOfARowIsThatOfItsUpdate() throws IOException {
        Pool asked = pool(new PoolSpec(List.of(GOOD, GOOD.named("twin").withDropout(0.3, 1)), true, true, true));
        Pool quiet = pool(new PoolSpec(List.of(GOOD, GOOD.named("twin").withDropout(0.3, 1)), true, true, true));
        Rows rows = new Rows(4);
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

    private static Pool restored(Pool into, List<byte[]> saved) throws IOException {
        for (int part = 0; part < saved.size(); part++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                into.state().get(part).restoring().restore(in, 1);
            }
        }
        return into;
    }

    private static Pool pool(PoolSpec spec) {
        return new Pool(spec, Rows.columns(), Rows.CLASSES, 1);
    }

    private static float[] predict(Pool pool, Example row) {
        float[] probabilities = new float[Rows.CLASSES];
        pool.predict(List.of(row), probabilities);
        return probabilities;
    }

    /** Returns the summed log-loss. */
    private static double learn(Pool pool, Rows rows, int count) {
        double loss = 0;
        for (int i = 0; i < count; i++) {
            Example row = rows.next();
            loss -= Math.log(predict(pool, row)[rows.label()]);
            pool.learn(List.of(row), terms -> {});
        }
        return loss;
    }

    private static List<byte[]> save(Pool pool) throws IOException {
        List<byte[]> saved = new ArrayList<>();
        for (StatePart part : pool.state()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            part.saving().save(new DataOutputStream(bytes));
            saved.add(bytes.toByteArray());
        }
        return saved;
    }
}
