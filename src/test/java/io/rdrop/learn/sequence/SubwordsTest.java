package io.rdrop.learn.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subwords: what is merged, and that no text is lost. */
class SubwordsTest {
    private static final List<String> TEXTS = List.of("low low lower newest newest newest widest", "Größe, Größe 12");

    private static int of(char character) {
        return Subwords.FIRST_BYTE + character;
    }

    /** Of " aab" twice and " ab": blank and a stand together three times, a and b too, but their numbers are higher. */
    @Test
    void mergesWhatStandsTogetherMostOften() {
        Subwords subwords = Subwords.learn(List.of("aab ab aab"), Subwords.FIRST_MERGED + 2);
        int blankA = Subwords.FIRST_MERGED;
        int ab = Subwords.FIRST_MERGED + 1;

        assertThat(subwords.size()).isEqualTo(Subwords.FIRST_MERGED + 2);
        assertThat(subwords.encode("aab")).containsExactly(blankA, ab);
        assertThat(subwords.encode("ab")).containsExactly(blankA, of('b'));
        assertThat(subwords.encode("b")).containsExactly(of(' '), of('b'));
    }

    @Test
    void stopsWhereNoPairOccursTwice() {
        assertThat(Subwords.learn(List.of("abc"), 4096).size()).isEqualTo(Subwords.FIRST_MERGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lowest",
                "a  b\tc\nd",
                "Größe 🙂 12,5 %",
                "no\u00a0break",
                "\u4f60\u597d\uff0c\u4e16\u754c",
                "e\u0301 \u0000 \u007f",
                "it's - \"quoted\"...",
            })
    void everyTextComesBack(String text) {
        Subwords subwords = Subwords.learn(TEXTS, 300);

        assertThat(subwords.decode(subwords.encode(text))).isEqualTo(text);
        assertThat(subwords.encode(text)).doesNotContain(0);
    }

    @Test
    void theOrderOfWordsThatAreEquallyFrequentDoesNotMatter() throws IOException {
        List<String> other = List.of("newest widest lower low newest low newest", "12 Größe, Größe");

        assertThat(bytes(Subwords.learn(TEXTS, 300))).isEqualTo(bytes(Subwords.learn(other, 300)));
    }

    @Test
    void whatIsReadEncodesAsWhatWasSaved() throws IOException {
        Subwords saved = Subwords.learn(TEXTS, 290);
        byte[] bytes = bytes(saved);
        Subwords read = Subwords.read(new DataInputStream(new ByteArrayInputStream(bytes)), 290);

        assertThat(read.encode("the newest low")).isEqualTo(saved.encode("the newest low"));
        assertThat(bytes(read)).isEqualTo(bytes);
        assertThatThrownBy(() -> Subwords.read(new DataInputStream(new ByteArrayInputStream(bytes)), 270))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0..13 merges");
        bytes[7] = 0;
        bytes[4] = 1;
        assertThatThrownBy(() -> Subwords.read(new DataInputStream(new ByteArrayInputStream(bytes)), 290))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    private static byte[] bytes(Subwords subwords) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        subwords.save(new DataOutputStream(out));
        return out.toByteArray();
    }

    @Test
    void rememberingWordsChangesNothing() {
        Subwords subwords = Subwords.learn(TEXTS, 300);
        int[] first = subwords.encode("newest");
        for (int i = 0; i < 40_000; i++) {
            subwords.encode("w" + i);
        }

        assertThat(subwords.encode("newest")).isEqualTo(first);
    }

    @Test
    void leadIsTheFirstSentence() {
        assertThat(LeadSentence.of("We show it. Then more.")).isEqualTo("We show it.");
        assertThat(LeadSentence.of("Is it 3.5? Yes")).isEqualTo("Is it 3.5?");
        assertThat(LeadSentence.of("only one")).isEqualTo("only one");
        assertThat(LeadSentence.of(String.join("", Collections.nCopies(3, "a."))))
                .isEqualTo("a.a.a.");
    }
}
