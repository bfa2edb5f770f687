package io.rdrop.tools.feed.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels follow what the papers say. */
class PublishedRulesTest {
    private static final int PERIOD = 1_000;
    private static final int EXAMPLES = 4 * PERIOD;

    @Test
    void seaComparesTheFirstTwoAttributesWithTheThresholdOfThePeriod() {
        double[] thresholds = {8, 9, 7, 9.5};
        SeaGenerator sea = new SeaGenerator(1, EXAMPLES, 0);
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample example = sea.next();
            double[] x = example.numbers();
            assertThat(Arrays.stream(x)).allMatch(value -> value >= 0 && value < 10);
            assertThat(example.label()).isEqualTo(x[0] + x[1] <= thresholds[i / PERIOD] ? 1 : 0);
        }
    }

    @Test
    void seaFlipsATenthOfTheLabelsAndNothingElse() {
        SeaGenerator clean = new SeaGenerator(1, EXAMPLES, 0);
        SeaGenerator noisy = new SeaGenerator(1, EXAMPLES);
        int flipped = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample a = clean.next();
            GeneratedExample b = noisy.next();
            assertThat(a.numbers()).isEqualTo(b.numbers());
            flipped += a.label() == b.label() ? 0 : 1;
        }
        assertThat(flipped / (double) EXAMPLES).isBetween(0.08, 0.12);
    }

    @Test
    void hyperplaneHasTheLabelOfItsSide() {
        HyperplaneGenerator plane = new HyperplaneGenerator(1, EXAMPLES, 0);
        for (int i = 0; i < EXAMPLES; i++) {
            double[] w = plane.weights();
            GeneratedExample example = plane.next();
            double sum = 0;
            double threshold = 0;
            for (int j = 0; j < w.length; j++) {
                sum += w[j] * example.numbers()[j];
                threshold += w[j] / 2;
            }
            assertThat(Arrays.stream(example.numbers())).allMatch(value -> value >= 0 && value < 1);
            // Within rounding of the plane either side will do.
            if (Math.abs(sum - threshold) > 1e-9) {
                assertThat(example.label()).isEqualTo(sum > threshold ? 1 : 0);
            }
        }
    }

    @Test
    void hyperplaneTurnsGraduallyAfterADriftPointAndRestsOtherwise() {
        HyperplaneGenerator plane = new HyperplaneGenerator(1, EXAMPLES);
        DriftPoint drift = plane.driftPointsBefore(EXAMPLES).get(0);
        assertThat(drift.widthExamples()).isEqualTo(EXAMPLES / 10);
        double[] first = plane.weights();
        double[] last = first;
        int moves = 0;
        for (int i = 0; i <= 2 * PERIOD - 1; i++) {
            double[] now = plane.weights();
            double step = distance(last, now);
            // Five weights, each by magnitude 1 over the width.
            assertThat(step).isLessThanOrEqualTo(Math.sqrt(5) / drift.widthExamples() + 1e-12);
            boolean turning = i > drift.example() && i <= drift.example() + drift.widthExamples();
            assertThat(step > 0).as("moves at " + i).isEqualTo(turning);
            moves += step > 0 ? 1 : 0;
            last = now;
            plane.next();
        }
        assertThat(moves).isEqualTo(EXAMPLES / 10);
        assertThat(distance(first, last)).isCloseTo(Math.sqrt(5), within(1e-9));
    }

    @Test
    void rbfExamplesLieAroundCentroidsOfTheirClassUntilTheseAreDrawnAnew() {
        RbfGenerator drifting = new RbfGenerator(1, EXAMPLES);
        RbfGenerator steady = new RbfGenerator(1, 1_000_000_000);
        int before = 0;
        int after = 0;
        for (int i = 0; i < 2 * PERIOD; i++) {
            GeneratedExample example = drifting.next();
            int right = steady.nearest(example.numbers()) == example.label() ? 1 : 0;
            before += i < PERIOD ? right : 0;
            after += i < PERIOD ? 0 : right;
        }
        assertThat(before / (double) PERIOD).isGreaterThan(0.7);
        assertThat(after / (double) PERIOD).isLessThan(0.45);
    }

    @Test
    void rbfHasAsManyColumnsAndClassesAsWanted() {
        RbfGenerator wide = new RbfGenerator(1, EXAMPLES, 54, 7);
        assertThat(wide.features()).hasSize(54);
        assertThat(wide.classes()).containsExactly("A", "B", "C", "D", "E", "F", "G");
        int right = 0;
        for (int i = 0; i < PERIOD; i++) {
            GeneratedExample example = wide.next();
            assertThat(example.numbers()).hasSize(54);
            right += wide.nearest(example.numbers()) == example.label() ? 1 : 0;
        }
        assertThat(right / (double) PERIOD).isGreaterThan(0.7);
        assertThatThrownBy(() -> new RbfGenerator(1, EXAMPLES, 54, 27))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("27");
    }

    @Test
    void ledShowsTheSevenSegmentsOfItsDigit() {
        // Top, upper left, upper right, middle, lower left, lower right, bottom, as on a display.
        Map<Integer, int[]> display = new HashMap<>();
        display.put(0, new int[] {1, 1, 1, 0, 1, 1, 1});
        display.put(1, new int[] {0, 0, 1, 0, 0, 1, 0});
        display.put(2, new int[] {1, 0, 1, 1, 1, 0, 1});
        display.put(3, new int[] {1, 0, 1, 1, 0, 1, 1});
        display.put(4, new int[] {0, 1, 1, 1, 0, 1, 0});
        display.put(5, new int[] {1, 1, 0, 1, 0, 1, 1});
        display.put(6, new int[] {1, 1, 0, 1, 1, 1, 1});
        display.put(7, new int[] {1, 0, 1, 0, 0, 1, 0});
        display.put(8, new int[] {1, 1, 1, 1, 1, 1, 1});
        display.put(9, new int[] {1, 1, 1, 1, 0, 1, 1});
        LedGenerator led = new LedGenerator(1, EXAMPLES, 0);
        int moved = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample example = led.next();
            int[] segments = new int[LedGenerator.SEGMENTS];
            for (int s = 0; s < segments.length; s++) {
                segments[s] = (int) example.numbers()[led.columnOf(s)];
                moved += i == PERIOD && led.columnOf(s) != s ? 1 : 0;
            }
            assertThat(Arrays.stream(example.numbers())).allMatch(value -> value == 0 || value == 1);
            assertThat(segments).isEqualTo(display.get(example.label()));
        }
        assertThat(moved).isEqualTo(4);
    }

    @Test
    void ledInvertsATenthOfItsSegments() {
        LedGenerator clean = new LedGenerator(1, EXAMPLES, 0);
        LedGenerator noisy = new LedGenerator(1, EXAMPLES);
        int inverted = 0;
        for (int i = 0; i < PERIOD; i++) {
            double[] a = clean.next().numbers();
            double[] b = noisy.next().numbers();
            for (int s = 0; s < LedGenerator.SEGMENTS; s++) {
                inverted += a[s] == b[s] ? 0 : 1;
            }
        }
        assertThat(inverted / (double) (PERIOD * LedGenerator.SEGMENTS)).isBetween(0.085, 0.115);
    }

    @Test
    void friedmanComesBackToItsFirstFunction() {
        FriedmanGenerator friedman = new FriedmanGenerator(1, EXAMPLES, FriedmanGenerator.Drift.RECURRING, 0);
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample example = friedman.next();
            double[] x = example.numbers();
            double y = i / PERIOD % 2 == 0
                    ? 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * Math.pow(x[2] - 0.5, 2) + 10 * x[3] + 5 * x[4]
                    : 10 * Math.sin(Math.PI * x[3] * x[4]) + 20 * Math.pow(x[1] - 0.5, 2) + 10 * x[0] + 5 * x[2];
            assertThat(example.target()).isCloseTo(y, within(1e-9));
        }
    }

    @Test
    void friedmanHasEitherFunctionAtEvenOddsWhileItChangesGradually() {
        FriedmanGenerator gradual = new FriedmanGenerator(1, EXAMPLES, FriedmanGenerator.Drift.GRADUAL, 0);
        int old = 0;
        for (int i = 0; i < 2 * PERIOD; i++) {
            GeneratedExample example = gradual.next();
            double[] x = example.numbers();
            double first = 10 * Math.sin(Math.PI * x[0] * x[1]) + 20 * Math.pow(x[2] - 0.5, 2) + 10 * x[3] + 5 * x[4];
            boolean isFirst = Math.abs(example.target() - first) < 1e-9;
            boolean isChanging = i >= PERIOD && i < PERIOD + EXAMPLES / 10;
            assertThat(isFirst).as("at " + i).isEqualTo(i < PERIOD || (isChanging && isFirst));
            old += isChanging && isFirst ? 1 : 0;
        }
        assertThat(old / (EXAMPLES / 10.0)).isBetween(0.4, 0.6);
    }

    @Test
    void friedmansNoiseHasADeviationOfOne() {
        FriedmanGenerator clean = new FriedmanGenerator(1, EXAMPLES, FriedmanGenerator.Drift.RECURRING, 0);
        FriedmanGenerator noisy = new FriedmanGenerator(1, EXAMPLES, FriedmanGenerator.Drift.RECURRING);
        double squares = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample a = clean.next();
            GeneratedExample b = noisy.next();
            assertThat(a.numbers()).isEqualTo(b.numbers());
            squares += Math.pow(a.target() - b.target(), 2) / EXAMPLES;
        }
        assertThat(squares).isBetween(0.93, 1.07);
    }

    /** One applicant on each side of a border of each function. */
    @ParameterizedTest
    @CsvSource({
        // rule, salary, commission, age, elevel, hvalue, hyears, loan, group A
        "F1, 50000, 0, 39, 0, 100000, 1, 0, true",
        "F1, 50000, 0, 40, 0, 100000, 1, 0, false",
        "F1, 50000, 0, 60, 0, 100000, 1, 0, true",
        "F2, 100000, 0, 39, 0, 100000, 1, 0, true",
        "F2, 101000, 0, 39, 0, 100000, 1, 0, false",
        "F2, 125000, 0, 40, 0, 100000, 1, 0, true",
        "F2, 74000, 0, 59, 0, 100000, 1, 0, false",
        "F2, 25000, 0, 60, 0, 100000, 1, 0, true",
        "F2, 76000, 0, 80, 0, 100000, 1, 0, false",
        "F3, 50000, 0, 30, 1, 100000, 1, 0, true",
        "F3, 50000, 0, 30, 2, 100000, 1, 0, false",
        "F3, 50000, 0, 50, 3, 100000, 1, 0, true",
        "F3, 50000, 0, 50, 0, 100000, 1, 0, false",
        "F3, 50000, 0, 70, 4, 100000, 1, 0, true",
        "F3, 50000, 0, 70, 1, 100000, 1, 0, false",
        "F4, 30000, 0, 30, 0, 100000, 1, 0, true",
        "F4, 30000, 0, 30, 3, 100000, 1, 0, false",
        "F4, 60000, 0, 50, 2, 100000, 1, 0, true",
        "F4, 60000, 0, 50, 4, 100000, 1, 0, false",
        "F4, 30000, 0, 70, 3, 100000, 1, 0, false",
        "F4, 30000, 0, 70, 0, 100000, 1, 0, true",
        "F5, 60000, 0, 30, 0, 100000, 1, 100000, true",
        "F5, 20000, 0, 30, 0, 100000, 1, 100000, false",
        "F5, 80000, 0, 50, 0, 100000, 1, 450000, false",
        "F5, 60000, 0, 50, 0, 100000, 1, 450000, true",
        "F5, 50000, 0, 70, 0, 100000, 1, 450000, true",
        "F5, 90000, 0, 70, 0, 100000, 1, 450000, false",
        "F6, 40000, 20000, 30, 0, 100000, 1, 0, true",
        "F6, 40000, 0, 30, 0, 100000, 1, 0, false",
        "F7, 60000, 0, 30, 0, 100000, 1, 100000, true",
        "F7, 59000, 0, 30, 0, 100000, 1, 100000, false",
        "F8, 60000, 0, 30, 4, 100000, 1, 0, true",
        "F8, 59000, 0, 30, 4, 100000, 1, 0, false",
        "F9, 60000, 0, 30, 2, 100000, 1, 100000, true",
        "F9, 59000, 0, 30, 2, 100000, 1, 100000, false",
        "F10, 40000, 0, 30, 4, 200000, 21, 0, true",
        "F10, 40000, 0, 30, 4, 200000, 20, 0, false"
    })
    void loanRulesDecideAsPublished(
            LoanRule rule,
            double salary,
            double commission,
            int age,
            int education,
            double houseValue,
            int houseYears,
            double loan,
            boolean groupA) {
        Applicant applicant = new Applicant(salary, commission, age, education, 1, 0, houseValue, houseYears, loan);
        assertThat(rule.groupA(applicant)).isEqualTo(groupA);
    }

    @Test
    void agrawalLabelsBeforeItPerturbsAndKeepsRanges() {
        AgrawalGenerator clean = new AgrawalGenerator(1, EXAMPLES, List.of(LoanRule.F1, LoanRule.F7), 0);
        AgrawalGenerator perturbed = new AgrawalGenerator(1, EXAMPLES, List.of(LoanRule.F1, LoanRule.F7), 0.05);
        boolean moved = false;
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample a = clean.next();
            GeneratedExample b = perturbed.next();
            double[] x = a.numbers();
            boolean groupA =
                    i / PERIOD % 2 == 0 ? x[2] < 40 || x[2] >= 60 : 0.67 * (x[0] + x[1]) - 0.2 * x[5] - 20_000 > 0;
            assertThat(a.label()).isEqualTo(groupA ? 0 : 1);
            assertThat(b.label()).isEqualTo(a.label());
            assertThat(b.categories()).isEqualTo(a.categories());
            assertThat(Math.abs(b.numbers()[0] - x[0])).isLessThanOrEqualTo(0.025 * 130_000);
            assertThat(b.numbers()[0]).isBetween(20_000.0, 150_000.0);
            assertThat(x[1] == 0).isEqualTo(x[0] >= 75_000);
            assertThat(b.numbers()[1] == 0).isEqualTo(x[1] == 0);
            moved |= b.numbers()[0] != x[0];
        }
        assertThat(moved).isTrue();
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(squares);
    }
}
