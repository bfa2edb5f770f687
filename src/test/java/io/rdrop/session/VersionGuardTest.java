package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.example.ClassScores;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.example.TaskTerms;
import io.rdrop.registry.Prequential;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionGuardTest {
    private static final int WINDOW = 1_000;
    private static final float[] FINITE = {0.25f, 0.75f};

    private VersionGuard guard = new VersionGuard(true, 2);
    private long version;
    private long scored;

    /** The next version, so many examples after the one before. */
    private @Nullable String after(long examples, Scores window) {
        scored += examples;
        return guard.judge(++version, new Prequential(new Scores(scored, window.values()), window), FINITE);
    }

    private @Nullable String next(double accuracy, double logLoss) {
        return after(WINDOW, classes(accuracy, logLoss, 0.7));
    }

    private static Scores classes(double accuracy, double logLoss, double noChange) {
        return ClassScores.of(WINDOW, accuracy, 0.5, logLoss, noChange, 0.55);
    }

    private static Scores numbers(double mae, double lastValueMae, double meanMae) {
        return new Scores(
                WINDOW,
                Map.of(
                        Score.MAE,
                        mae,
                        Score.RMSE,
                        1.3 * mae,
                        Score.R2,
                        0.5,
                        Score.LAST_VALUE_MAE,
                        lastValueMae,
                        Score.LAST_VALUE_RMSE,
                        1.3 * lastValueMae,
                        Score.RUNNING_MEAN_MAE,
                        meanMae,
                        Score.RUNNING_MEAN_RMSE,
                        1.3 * meanMae));
    }

    @Test
    void noiseHoldsNothingBack() {
        for (double accuracy : new double[] {0.6, 0.85, 0.82, 0.86, 0.81, 0.84}) {
            assertThat(next(accuracy, 0.4)).isNull();
        }
    }

    @Test
    void aVersionThatIsWorseByMoreThanNoiseIsHeldBackWithTheReason() {
        next(0.86, 0.35);

        assertThat(next(0.65, 0.6))
                .isEqualTo(
                        "its score is worse by more than noise, and its referees' are not: accuracy 0.6500 over its last"
                                + " 1000 examples, 0.8600 over those of version 1");
    }

    @Test
    void aVersionThatIsAsGoodAgainIsServed() {
        next(0.86, 0.35);
        next(0.65, 0.6);

        assertThat(next(0.85, 0.35)).isNull();
        assertThat(next(0.65, 0.6)).as("it is compared as before").isNotNull();
    }

    @Test
    void aLuckyWindowIsNoMeasure() {
        next(0.84, 0.4);
        next(0.83, 0.4);
        next(0.91, 0.3);

        assertThat(next(0.83, 0.4)).as("what it is as a rule").isNull();
    }

    @Test
    void aFallThatARefereeSharesIsTheStreams() {
        after(WINDOW, classes(0.86, 0.35, 0.85));

        assertThat(after(WINDOW, classes(0.65, 0.6, 0.6))).isNull();
    }

    @Test
    void aFallThatComesOverManyOverlappingWindowsIsNoticed() {
        for (int i = 0; i < 40; i++) {
            assertThat(after(50, classes(0.86, 0.35, 0.7))).isNull();
        }
        int heldBack = 0;
        for (int i = 1; i <= 20; i++) {
            heldBack += after(50, classes(0.86 - 0.02 * i, 0.35, 0.7)) == null ? 0 : 1;
        }
        assertThat(heldBack)
                .as("the window falls by 2 points from version to version")
                .isGreaterThan(12);
    }

    @Test
    void aStreamThatHasBecomeHarderForGoodIsServedAfterThreeWindowsThatAgree() {
        next(0.86, 0.35);

        assertThat(next(0.65, 0.6)).isNotNull();
        for (int i = 0; i < 9; i++) {
            assertThat(after(100, classes(0.65, 0.6, 0.7)))
                    .as("of the same examples")
                    .isNotNull();
        }
        assertThat(after(100, classes(0.66, 0.6, 0.7))).as("the second window").isNotNull();
        assertThat(next(0.64, 0.6)).as("the third").isNull();
        assertThat(next(0.65, 0.6)).isNull();
        assertThat(next(0.4, 0.9)).as("a further fall").isNotNull();
    }

    @Test
    void aModelThatGoesOnFallingIsNotServed() {
        next(0.95, 0.2);

        for (double accuracy = 0.85; accuracy > 0.3; accuracy -= 0.1) {
            assertThat(next(accuracy, 0.6)).isNotNull();
        }
    }

    @Test
    void aDivergedModelIsNeverServedHoweverLongItAgreesWithItself() {
        next(0.86, 0.35);

        for (int i = 0; i < 20; i++) {
            assertThat(next(0.57, 14.8)).isNotNull();
        }
        assertThat(next(0.85, 0.4)).as("it has recovered").isNull();
    }

    @Test
    void aModelWhoseErrorsCostTwiceWhatKnowingNothingCostsIsHeldBackThoughItIsAsOftenRight() {
        next(0.86, 0.35);

        assertThat(next(0.84, 3))
                .isEqualTo(
                        "it has become worse than knowing nothing: logLoss 3.0000 over its last 1000 examples, 0.3500 over those"
                                + " of version 1");
    }

    @Test
    void aModelThatWasNeverBetterIsServed() {
        assertThat(next(0.5, 9)).isNull();
        assertThat(next(0.5, 9)).isNull();
    }

    @Test
    void errorsOfNumbersAreComparedWithTheirReferees() {
        guard = new VersionGuard(true, 0);
        after(WINDOW, numbers(1, 2, 3));

        assertThat(after(WINDOW, numbers(1.05, 2, 3))).isNull();
        assertThat(after(WINDOW, numbers(1.9, 2, 3)))
                .contains("mae 1.9000 over its last 1000 examples, 1.0500 over those of version 2");
        assertThat(after(WINDOW, numbers(1.9, 3.5, 3)))
                .as("targets became more uneven")
                .isNull();
    }

    @Test
    void numbersFarWorseThanTheirMeanAreNeverServed() {
        guard = new VersionGuard(true, 0);
        after(WINDOW, numbers(1, 2, 3));

        for (int i = 0; i < 10; i++) {
            assertThat(after(WINDOW, numbers(50, 2, 3))).contains("worse than knowing nothing");
        }
    }

    @Test
    void whatIsNotFiniteIsHeldBackEvenAsTheFirst() {
        Scores window = classes(0.86, 0.35, 0.7);
        Prequential scores = new Prequential(window, window);

        assertThat(guard.judge(1, scores, new float[] {0.5f, Float.NaN})).isEqualTo("what it predicts is not finite");
        assertThat(guard.judge(2, scores, FINITE)).isNull();
        assertThat(after(2 * WINDOW, classes(Double.NaN, 0.35, 0.7))).isEqualTo("its accuracy is not finite");
    }

    @Test
    void aModelThatHasScoredNothingIsServed() {
        Scores nothing = ClassScores.of(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

        assertThat(guard.judge(1, new Prequential(nothing, nothing), FINITE)).isNull();
        assertThat(next(0.8, 0.4)).isNull();
    }

    @Test
    void holdsNothingBackIfItIsOff() {
        guard = new VersionGuard(false, 2);
        next(0.86, 0.35);

        assertThat(next(0.5, 30)).isNull();
        assertThat(guard.judge(3, new Prequential(classes(0.8, 1, 1), classes(0.8, 1, 1)), new float[] {Float.NaN}))
                .isNull();
    }

    @Test
    void aRestoredGuardDecidesTheSame() throws IOException {
        double[] accuracies = {0.86, 0.85, 0.65, 0.66, 0.64, 0.65, 0.4, 0.41, 0.4, 0.4, 0.9};
        for (int savedAfter = 0; savedAfter < accuracies.length; savedAfter++) {
            guard = new VersionGuard(true, 2);
            VersionGuard undisturbed = new VersionGuard(true, 2);
            version = 0;
            scored = 0;
            for (int i = 0; i < accuracies.length; i++) {
                Scores window = classes(accuracies[i], 0.5, 0.7);
                String heldBack = after(600, window);
                assertThat(heldBack)
                        .isEqualTo(undisturbed.judge(
                                version, new Prequential(new Scores(scored, window.values()), window), FINITE));
                if (i == savedAfter) {
                    guard = restored(guard);
                }
            }
        }
    }

    private static VersionGuard restored(VersionGuard guard) throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        guard.save(new DataOutputStream(state));
        VersionGuard restored = new VersionGuard(true, 2);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(state.toByteArray()));
        restored.restore(in);
        assertThat(in.available()).isZero();
        return restored;
    }

    /** Scores of a task, all alike but for some. */
    private static Scores of(TaskTerms terms, double all, Map<Score, Double> others) {
        Map<Score, Double> values = new EnumMap<>(Score.class);
        terms.unscored().values().keySet().forEach(score -> values.put(score, all));
        values.putAll(others);
        return new Scores(WINDOW, values);
    }

    @ParameterizedTest
    @CsvSource({
        "TAGS, TOKEN_LOG_LOSS, 9, 19",
        "TRANSLATIONS, TOKEN_LOG_LOSS, 9, 19",
        "SUMMARIES, TOKEN_LOG_LOSS, 9, 19",
        "TEXTS, BITS_PER_CHARACTER, 3, 11",
    })
    void whatIsWrittenTaggedOrContinuedCanBeUselessToo(TaskTerms terms, Score cost, double good, double useless) {
        guard = new VersionGuard(true, (int) Math.exp(9)); // twice ln of it is below 18.1
        Map<Score, Double> referee = Map.of(Score.FREQUENCIES_BITS_PER_CHARACTER, 5.0);
        Map<Score, Double> before = new EnumMap<>(terms == TaskTerms.TEXTS ? referee : Map.of(cost, good));
        before.put(cost, good);
        Map<Score, Double> now = new EnumMap<>(before);
        now.put(cost, useless);
        double all = terms == TaskTerms.TEXTS ? 3 : 0.5;

        assertThat(after(WINDOW, of(terms, all, before))).isNull();
        assertThat(after(WINDOW, of(terms, all, now)))
                .startsWith("it has become worse than knowing nothing: " + cost.key());
        for (int window = 0; window <= VersionGuard.WINDOWS; window++) {
            assertThat(after(WINDOW, of(terms, all, now)))
                    .as("however long it lasts")
                    .isNotNull();
        }
    }

    @Test
    void textsOfWhichNothingIsKnownYetAreServed() {
        guard = new VersionGuard(true, 2048);
        Map<Score, Double> untold = Map.of(Score.TOKEN_LOG_LOSS, Double.NaN);

        assertThat(after(WINDOW, of(TaskTerms.TRANSLATIONS, 0, untold))).isNull();
        assertThat(after(WINDOW, of(TaskTerms.TRANSLATIONS, 0, untold))).isNull();
    }
}
