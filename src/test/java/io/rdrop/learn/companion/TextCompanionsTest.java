package io.rdrop.learn.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.rdrop.learn.table.RowLearner;
import io.rdrop.learn.text.TextInputs;
import io.rdrop.learn.text.Texts;
import org.junit.jupiter.api.Test;

class TextCompanionsTest {
    private final TextInputs row = new TextInputs(Texts.encoder(1 << 20));
    private final float[] probabilities = new float[Texts.CLASSES];

    private void learn(RowLearner<? super TextInputs> learner, String text, int label) {
        Texts.admitted(row, text);
        learner.learn(row, label);
        row.observe(label);
    }

    private float[] predict(RowLearner<? super TextInputs> learner, String text) {
        row.encode(Texts.example(text, 0, 0));
        learner.predict(row, probabilities);
        return probabilities;
    }

    /** Of three texts, a is in the two of class 0; of the text to predict it alone is known. */
    @Test
    void naiveBayesWeighsTheTermsThatAreThere() {
        NaiveBayes bayes = new NaiveBayes(Texts.CLASSES, false);
        learn(bayes, "a", 0);
        learn(bayes, "a", 0);
        learn(bayes, "b", 1);
        predict(bayes, "a x");

        double zero = (2 + 1 / 3.0) * 2.3 / 2.6;
        double one = (1 + 1 / 3.0) * 0.3 / 1.6;
        double two = (1 / 3.0) * 0.3 / 0.6;
        assertThat(probabilities[0]).isCloseTo((float) (zero / (zero + one + two)), offset(1e-5f));
        assertThat(probabilities[1]).isCloseTo((float) (one / (zero + one + two)), offset(1e-5f));
    }

    @Test
    void naiveBayesCountsRunsOfCharactersIfAsked() {
        NaiveBayes words = new NaiveBayes(Texts.CLASSES, false);
        NaiveBayes characters = new NaiveBayes(Texts.CLASSES, true);
        learn(words, "wonderful", 0);
        learn(words, "terrible", 1);
        row.encode(Texts.example("wonders", 0, 0));
        words.predict(row, probabilities);
        assertThat(probabilities[0]).isEqualTo(probabilities[1]);
        learn(characters, "wonderful", 0);
        learn(characters, "terrible", 1);
        assertThat(predict(characters, "wonders")[0]).isGreaterThan(2 * probabilities[1]);
    }

    @Test
    void theMostSimilarTextsVote() {
        TextNeighbours neighbours = new TextNeighbours(Texts.CLASSES);
        assertThat(predict(neighbours, "where is my card")).containsOnly(1f / 3);
        learn(neighbours, "where is my card", 0);
        learn(neighbours, "where is the exchange rate", 1);
        learn(neighbours, "something else", 2);

        assertThat(predict(neighbours, "my card where")[0]).isGreaterThan(0.8f);
        assertThat(predict(neighbours, "exchange rates")[1]).isGreaterThan(0.6f);
    }

    @Test
    void onlyTheLatestTextsVote() {
        TextNeighbours neighbours = new TextNeighbours(Texts.CLASSES);
        learn(neighbours, "red", 0);
        for (int i = 0; i < 3999; i++) {
            learn(neighbours, "blue", 2);
        }
        assertThat(predict(neighbours, "red")[0]).isGreaterThan(0.9f);
        learn(neighbours, "blue", 2);
        assertThat(predict(neighbours, "red")).containsOnly(1f / 3);
    }

    @Test
    void aTermThatTakesTheRowOfAnotherKnowsNothingOfIt() {
        TextInputs narrow = new TextInputs(Texts.encoder(6)); // there is room for one letter
        NaiveBayes bayes = new NaiveBayes(2, true);
        TextNeighbours neighbours = new TextNeighbours(2);
        for (String letter : new String[] {"a", "b"}) {
            Texts.admitted(narrow, letter);
            bayes.learn(narrow, letter.equals("a") ? 0 : 1);
            neighbours.learn(narrow, letter.equals("a") ? 0 : 1);
            narrow.observe(0);
        }
        narrow.encode(Texts.example("b", 0, 0));
        assertThat(narrow.terms().row(0)).isZero();
        float[] of = new float[2];
        bayes.predict(narrow, of);
        assertThat(of[1]).isGreaterThan(0.75f);
        neighbours.predict(narrow, of);
        assertThat(of[1]).isGreaterThan(0.9f);
    }
}
