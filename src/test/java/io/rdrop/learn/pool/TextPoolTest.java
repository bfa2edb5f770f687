package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.example.Example;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.text.Texts;
import io.rdrop.objective.LossTerms;
import io.rdrop.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPoolTest {
    /** So few that rows change hands: a text has some 40 terms of which a quarter are new. */
    private static final long FEW_BYTES = 20_000;

    private static final TextNetworkSpec GOOD = new TextNetworkSpec("good", 0.1, 16);

    /** Before anything, with rows to spare, while rows change hands, and after texts left the neighbours. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 500, 4300})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        Pool pool = pool(TextPoolSpec.standard(Texts.CLASSES));
        Texts texts = new Texts(4);
        learn(pool, texts, before);
        Pool restored = pool(TextPoolSpec.standard(Texts.CLASSES));
        List<byte[]> saved = save(pool);
        for (int part = 0; part < saved.size(); part++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                restored.state().get(part).restoring().restore(in, 1);
                assertThat(in.available()).isZero();
            }
        }
        for (int i = 0; i < 300; i++) {
            Example text = texts.next();
            assertThat(restored.predict(text)).isEqualTo(pool.predict(text));
            pool.learn(List.of(text), terms -> {});
            restored.learn(List.of(text), terms -> {});
        }
        List<byte[]> ofRestored = save(restored);
        List<byte[]> expected = save(pool);
        for (int part = 0; part < expected.size(); part++) {
            assertThat(ofRestored.get(part)).as(pool.state().get(part).name()).isEqualTo(expected.get(part));
        }
    }

    @Test
    void predictingChangesNothing() throws IOException {
        Pool pool = pool(TextPoolSpec.standard(Texts.CLASSES));
        learn(pool, new Texts(4), 100);
        List<byte[]> before = save(pool);
        pool.predict(new Texts(5).next());
        assertThat(save(pool)).usingElementComparator(Arrays::compare).isEqualTo(before);
    }

    @Test
    void learnsAndRowsThatChangeHandsDoNotHinderIt() {
        double loss = learn(pool(TextPoolSpec.standard(Texts.CLASSES)), new Texts(4), 2000) / 2000;
        assertThat(loss).isLessThan(0.3); // 0.2 is left by the noise, the frequencies give 1.1
    }

    @Test
    void aMemberThatDivergesIsUniformAndTakenBack() {
        Pool healthy = pool(new TextPoolSpec(List.of(GOOD, GOOD.named("other")), true, false, true));
        Pool poisoned =
                pool(new TextPoolSpec(List.of(GOOD, new TextNetworkSpec("poison", 1e30, 16)), true, false, true));
        double loss = learn(healthy, new Texts(4), 2000) / 2000;
        double withPoison = learn(poisoned, new Texts(4), 2000) / 2000;

        assertThat(poisoned.members().get(1).restarts()).isGreaterThan(10);
        assertThat(withPoison).isCloseTo(loss, offset(0.05));
    }

    @Test
    void everyDefaultPoolSaysWhatRDropIsWorth() {
        Pool pool = pool(TextPoolSpec.standard(Texts.CLASSES));
        learn(pool, new Texts(4), 200);
        assertThat(pool.worth()).hasSize(1);
        RDropWorth worth = pool.worth().get(0);
        assertThat(worth.member()).isEqualTo("hidden-r-drop");
        assertThat(worth.againstDropout()).isFinite();
        assertThat(worth.againstNone()).isFinite();
    }

    /** An update tells how far its passes were apart; asking for it before changes no byte of what is learned. */
    @Test
    void theDivergenceOfATextIsThatOfItsUpdate() throws IOException {
        Pool asked = pool(new TextPoolSpec(List.of(GOOD, GOOD.named("twin").withDropout(0.3, 1)), true, true, true));
        Pool quiet = pool(new TextPoolSpec(List.of(GOOD, GOOD.named("twin").withDropout(0.3, 1)), true, true, true));
        Texts rows = new Texts(4);
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

    private static Pool pool(TextPoolSpec spec) {
        return new Pool(spec, Texts.encoder(FEW_BYTES), Texts.CLASSES, 1);
    }

    /** Returns the summed log-loss. */
    private static double learn(Pool pool, Texts texts, int count) {
        double loss = 0;
        for (int i = 0; i < count; i++) {
            Example text = texts.next();
            loss -= Math.log(pool.predict(text)[texts.label()]);
            pool.learn(List.of(text), terms -> {});
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
