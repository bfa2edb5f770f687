package io.rdrop.learn.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WordTagsTest {
    private static Sentence sentence(String words) {
        String[] tokens = words.split(" ", -1);
        return Sentence.of(tokens, tokens.length);
    }

    private static int[] frequent(WordTags words, String of) {
        Sentence sentence = sentence(of);
        int[] tags = new int[sentence.length()];
        words.frequent(sentence, tags);
        return tags;
    }

    @Test
    void aWordHasItsMostFrequentTagAndANewOneThatOfAll() {
        WordTags words = new WordTags(3);
        assertThat(frequent(words, "any")).containsExactly(0);

        words.learn(sentence("run run Run the"), new int[] {1, 2, 1, 2});
        words.learn(sentence("the the"), new int[] {2, 2});

        assertThat(frequent(words, "run the new")).containsExactly(1, 2, 2);
    }

    @Test
    void probabilitiesAreThoseOfTheCounts() {
        WordTags words = new WordTags(2);
        words.learn(sentence("a a a b"), new int[] {0, 0, 1, 1});
        float[][] said = new float[2][2];
        words.predict(sentence("a c"), said);
        // of all (2 + 1) / (4 + 2) = 1/2; of a (2 + 1/2) / (3 + 1)
        assertThat((double) said[0][0]).isCloseTo(0.625, offset(1e-6));
        assertThat((double) said[0][1]).isCloseTo(0.375, offset(1e-6));
        assertThat((double) said[1][0]).isCloseTo(0.5, offset(1e-6));
    }

    @Test
    void ofAWordWithManyTagsTheRarestMakesRoom() {
        WordTags words = new WordTags(6);
        words.learn(sentence("x x x x x x x"), new int[] {0, 0, 1, 1, 2, 3, 3});
        words.learn(sentence("x x x"), new int[] {5, 5, 5});
        assertThat(frequent(words, "x")).containsExactly(5);
    }

    @Test
    void whatIsRestoredIsTheSame() throws IOException {
        WordTags words = new WordTags(3);
        words.learn(sentence("run the Run x y z"), new int[] {1, 2, 0, 0, 1, 2});
        WordTags restored = new WordTags(3);
        restored.restore(new DataInputStream(new ByteArrayInputStream(bytes(words))));
        assertThat(bytes(restored)).isEqualTo(bytes(words));
        assertThat(restored.bytes()).isEqualTo(words.bytes());
        assertThat(frequent(restored, "the z new")).isEqualTo(frequent(words, "the z new"));
        assertThatThrownBy(() -> new WordTags(4).restore(new DataInputStream(new ByteArrayInputStream(bytes(words)))))
                .isInstanceOf(IOException.class)
                .hasMessage("counts must be of 4 tags but were of 3");
    }

    private static byte[] bytes(WordTags words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        words.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
