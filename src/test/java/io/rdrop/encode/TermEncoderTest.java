package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.config.PaddingMode;
import io.rdrop.example.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TermEncoderTest {
    private static final long MUCH = 1 << 20;

    private final TextTerms text = new TextTerms();

    private static TermEncoder encoder(long bytes, int rows) {
        return new TermEncoder(TextExamples.sequence(1, 1, PaddingMode.AUTO), bytes, rows);
    }

    private void learn(TermEncoder encoder, String of) {
        encoder.encode(example(of), text);
        encoder.admit(text);
        encoder.observe(text);
    }

    private static Example example(String of) {
        return TextExamples.texts(of).get(0);
    }

    @Test
    void termsAreWordsPairsAndRunsOfFourCharactersEachOnce() {
        TermEncoder encoder = encoder(MUCH, 100);
        learn(encoder, "To Be to be");

        assertThat(known(encoder).keySet()).containsExactly("to", "be", "to be", "be to", " <to>", " <be>");
        assertThat(text.count()).isEqualTo(6);
        assertThat(text.isGram(3)).isFalse();
        assertThat(text.isGram(4)).isTrue();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<Integer>> known(TermEncoder encoder) {
        return (Map<String, List<Integer>>)
                Objects.requireNonNull(encoder.describe().get("row and texts by term"));
    }

    @Test
    void aTextKnowsTheTermsBeforeItAndGetsRowsForTheOthersWhenItIsAdmitted() {
        TermEncoder encoder = encoder(MUCH, 100);
        learn(encoder, "a b");
        encoder.encode(example("b c"), text);
        assertThat(text.count()).isEqualTo(1);
        assertThat(text.row(0)).isEqualTo(1);
        assertThat(encoder.vocabulary()).isEqualTo(3);

        encoder.admit(text);
        assertThat(text.count()).isEqualTo(3);
        assertThat(text.row(2)).as("the pair b c").isEqualTo(4);
        assertThat(text.isNew(0)).isFalse();
        assertThat(text.isNew(1)).isTrue();
    }

    /** Of one text before; b has been in it, c and the pair have not: a^2 is ln(3 / 2), ln 3 and ln 3. */
    @Test
    void rareTermsCountForMoreAndATextHasLengthOne() {
        TermEncoder encoder = encoder(MUCH, 100);
        learn(encoder, "a b");
        learn(encoder, "b c");

        double squares = Math.log(1.5) + 2 * Math.log(3);
        assertThat(text.value(0)).isCloseTo((float) Math.sqrt(Math.log(1.5) / squares), offset(1e-6f));
        assertThat(text.value(1)).isCloseTo((float) Math.sqrt(Math.log(3) / squares), offset(1e-6f));
    }

    @Test
    void aTextWithoutWordsIsNothing() {
        TermEncoder encoder = encoder(MUCH, 100);
        learn(encoder, "?!");
        assertThat(text.count()).isZero();
    }

    @Test
    void theRarestGiveTheirRowsUpAndNoneThatTheTextAtHandHas() {
        TermEncoder encoder = encoder(MUCH, 4);
        learn(encoder, "a");
        learn(encoder, "a");
        learn(encoder, "b");
        learn(encoder, "c");
        learn(encoder, "d");
        assertThat(known(encoder)).containsOnlyKeys("a", "b", "c", "d");

        learn(encoder, "d");
        learn(encoder, "b");
        learn(encoder, "e");
        assertThat(known(encoder).keySet())
                .contains("e", "a")
                .doesNotContain("c")
                .hasSize(4);

        learn(encoder, "f g h i j");
        assertThat(encoder.vocabulary()).isEqualTo(4);
        assertThat(text.count()).as("there is room for no more").isEqualTo(4);
        assertThat(encoder.turnedAway()).as("j and four pairs").isEqualTo(5);
    }

    @Test
    void bytesBoundTheTermsToo() {
        TermEncoder encoder = encoder(2 * (4 + 2), 100);
        learn(encoder, "a");
        learn(encoder, "b");
        learn(encoder, "c");

        assertThat(encoder.dictionaryBytes()).isEqualTo(12);
        assertThat(known(encoder)).hasSize(2).containsKey("c");
    }

    @Test
    void whatIsRestoredGoesOnAsWhatWasSaved() throws IOException {
        TermEncoder encoder = encoder(1000, 60);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            learn(encoder, words(random));
        }
        TermEncoder restored = encoder(1000, 60);
        restored.restore(new DataInputStream(new ByteArrayInputStream(save(encoder))));
        for (int i = 0; i < 200; i++) {
            String of = words(random);
            learn(encoder, of);
            List<Integer> rows = rows();
            learn(restored, of);
            assertThat(rows()).isEqualTo(rows);
        }
        assertThat(save(restored)).isEqualTo(save(encoder));
    }

    private static String words(Random random) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            words.append(" w").append((int) (30 * Math.abs(random.nextGaussian())));
        }
        return words.toString();
    }

    private List<Integer> rows() {
        List<Integer> rows = new ArrayList<>();
        for (int term = 0; term < text.count(); term++) {
            rows.add(text.row(term));
        }
        return rows;
    }

    @Test
    void refusesWhatIsDamagedOrOfOtherRows() throws IOException {
        TermEncoder encoder = encoder(MUCH, 100);
        learn(encoder, "a b");
        byte[] saved = save(encoder);

        assertThatIOException()
                .isThrownBy(() -> encoder(MUCH, 99).restore(new DataInputStream(new ByteArrayInputStream(saved))))
                .withMessageContaining("rows 99 but was of");
        assertThatIOException()
                .isThrownBy(() -> encoder(MUCH, 100)
                        .restore(new DataInputStream(new ByteArrayInputStream(saved, 0, saved.length - 1))))
                .withMessage("encoder state is damaged: it ends too early");
    }

    private static byte[] save(TermEncoder encoder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
