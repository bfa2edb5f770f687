package io.rdrop.learn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.TextDraw;
import io.rdrop.learn.network.TextNetworkSpec;
import io.rdrop.learn.text.Texts;
import io.rdrop.state.StatePart;
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

class LanguagePoolTest {
    private static final int BITS = 0;
    private static final int CHARACTERS = 1;
    private static final int FREQUENCIES = 2;

    private static final TextNetworkSpec NETWORK = new TextNetworkSpec("good", 0.15, 16);

    /** Before anything, and after some texts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 200})
    void whatIsRestoredGoesOnAsWhatWasSaved(int before) throws IOException {
        LanguagePool pool = pool();
        Random random = new Random(3);
        for (int i = 0; i < before; i++) {
            learn(pool, sentence(random));
        }
        LanguagePool restored = pool();
        List<byte[]> saved = save(pool);
        for (int part = 0; part < saved.size(); part++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.get(part)))) {
                restored.state().get(part).restoring().restore(in, 1);
                assertThat(in.available()).isZero();
            }
        }
        for (int i = 0; i < 50; i++) {
            String text = sentence(random);
            assertThat(learn(restored, text)).isEqualTo(learn(pool, text));
        }
        List<byte[]> ofRestored = save(restored);
        List<byte[]> expected = save(pool);
        for (int part = 0; part < expected.size(); part++) {
            assertThat(ofRestored.get(part)).as(pool.state().get(part).name()).isEqualTo(expected.get(part));
        }
    }

    @Test
    void predictingChangesNothing() throws IOException {
        LanguagePool pool = pool();
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            learn(pool, sentence(random));
        }
        List<byte[]> before = save(pool);
        predict(pool, "Quite other: bytes, 1 + 2 = 3!"); // whose sets of weights nobody has learned
        float[] first = predict(pool, "the cat sat on the mat");
        assertThat(save(pool)).usingElementComparator(Arrays::compare).isEqualTo(before);
        assertThat(predict(pool, "the cat sat on the mat")).isEqualTo(first);
    }

    @Test
    void learnsWhatRepeats() {
        LanguagePool pool = pool();
        Random random = new Random(3);
        float[] last = {};
        for (int i = 0; i < 300; i++) {
            last = learn(pool, sentence(random));
        }
        assertThat(last[BITS]).isLessThan(1); // 7 words of 8, 3 bits each, are some 35 characters
        assertThat(last[FREQUENCIES]).isGreaterThan(3);
        String seen = "a quite different sentence, to be seen again";
        learn(pool, seen);
        assertThat(predict(pool, seen)[BITS])
                .isLessThan(0.8f * predict(pool, "another odd string: not seen at all, ever!")[BITS]);
    }

    @Test
    void aCharacterIsACodePointAndALineFeedOne() {
        LanguagePool pool = pool();
        assertThat(learn(pool, "K\u00f6ln \ud83d\ude42")[CHARACTERS]).isEqualTo(7);
        assertThat(learn(pool, "")[CHARACTERS]).isEqualTo(1);
        assertThat(learn(pool, "")[BITS]).isFinite();
    }

    @Test
    void aMemberThatDivergesIsUniformAndTakenBack() {
        LanguagePool healthy =
                new LanguagePool(new LanguagePoolSpec(List.of(NETWORK, NETWORK.named("other")), true), 1);
        LanguagePool poisoned = new LanguagePool(
                new LanguagePoolSpec(List.of(NETWORK, new TextNetworkSpec("poison", 1e30, 16)), true), 1);
        double loss = 0;
        double withPoison = 0;
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            String text = sentence(random);
            loss += learn(healthy, text)[BITS];
            withPoison += learn(poisoned, text)[BITS];
        }
        assertThat(poisoned.members().get(1).restarts()).isGreaterThan(10);
        assertThat(withPoison / 300).isCloseTo(loss / 300, offset(0.1));
    }

    @Test
    void oneNetworkPredictsAlone() {
        LanguagePool pool = new LanguagePool(LanguagePoolSpec.single(), 1);
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            learn(pool, sentence(random));
        }
        assertThat(pool.members()).hasSize(1);
        assertThat(predict(pool, sentence(random))[BITS]).isLessThan(2);
    }

    @Test
    void continuesATextAsItLearnedAndLearnsNothingByIt() throws IOException {
        for (LanguagePool pool : List.of(pool(), new LanguagePool(LanguagePoolSpec.single(), 1))) {
            for (int i = 0; i < 40; i++) {
                learn(pool, "abcdefgh \u00fc\ud83d\ude42 ijkl");
            }
            List<byte[]> before = save(pool);
            assertThat(pool.continuation("abcdef", new TextDraw(5, 0, 7))).isEqualTo("gh \u00fc\ud83d\ude42");
            String drawn = pool.continuation("abcdef", new TextDraw(60, 1.5, 7));
            assertThat(drawn.codePointCount(0, drawn.length())).isEqualTo(60);
            assertThat(pool.continuation("abcdef", new TextDraw(60, 1.5, 7))).isEqualTo(drawn);
            assertThat(pool.continuation("abcdef", new TextDraw(60, 1.5, 8))).isNotEqualTo(drawn);
            assertThat(save(pool)).usingElementComparator(Arrays::compare).isEqualTo(before);
        }
    }

    @Test
    void everyDefaultPoolSaysWhatRDropIsWorth() {
        LanguagePool pool = pool();
        learn(pool, "some text");
        assertThat(pool.report().worth()).singleElement().satisfies(worth -> {
            assertThat(worth.member()).isEqualTo("hidden-r-drop");
            assertThat(worth.againstDropout()).isFinite();
            assertThat(worth.againstNone()).isFinite();
        });
        assertThat(pool.report().auditRegret())
                .isLessThanOrEqualTo(pool.report().auditBound());
    }

    private static LanguagePool pool() {
        return new LanguagePool(LanguagePoolSpec.standard(), 1);
    }

    private static String sentence(Random random) {
        String[] words = {"the", "cat", "sat", "on", "a", "mat", "under", "trees"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            text.append(i == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
        }
        return text.toString();
    }

    private static float[] learn(LanguagePool pool, String text) {
        float[] outputs = new float[pool.outputs()];
        pool.predictThenLearn(Texts.example(text, 0, 0), outputs, terms -> {});
        return outputs;
    }

    private static float[] predict(LanguagePool pool, String text) {
        float[] outputs = new float[pool.outputs()];
        pool.predict(List.of(Texts.example(text, 0, 0)), outputs);
        return outputs;
    }

    private static List<byte[]> save(LanguagePool pool) throws IOException {
        List<byte[]> saved = new ArrayList<>();
        for (StatePart part : pool.state()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            part.saving().save(new DataOutputStream(bytes));
            saved.add(bytes.toByteArray());
        }
        return saved;
    }
}
