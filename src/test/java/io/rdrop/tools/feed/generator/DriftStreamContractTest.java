package io.rdrop.tools.feed.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every generator must hold to. */
class DriftStreamContractTest {
    private static final long EXAMPLES = 4_000;
    private static final long SEED = 7;

    static List<String> names() {
        return Generators.names();
    }

    static List<String> namesOfClasses() {
        return Generators.names().stream()
                .filter(name ->
                        !Generators.byName(name, SEED, EXAMPLES).classes().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void drawsTheSameStreamForTheSameSeedAndAnotherForAnother(String name) {
        DriftStream one = Generators.byName(name, SEED, EXAMPLES);
        DriftStream two = Generators.byName(name, SEED, EXAMPLES);
        DriftStream other = Generators.byName(name, SEED + 1, EXAMPLES);
        int sameAsOther = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample example = one.next();
            assertSame(example, two.next());
            sameAsOther += Arrays.equals(example.numbers(), other.next().numbers()) ? 1 : 0;
        }
        assertThat(sameAsOther).isLessThan(10);
    }

    @ParameterizedTest
    @MethodSource("names")
    void fillsItsColumnsWithFiniteNumbersAndKnownClasses(String name) {
        DriftStream stream = Generators.byName(name, SEED, EXAMPLES);
        assertThat(stream.name()).isEqualTo(name);
        List<FeatureConfig> features = stream.features();
        assertThat(features).extracting(FeatureConfig::name).doesNotHaveDuplicates();
        long numeric =
                features.stream().filter(f -> f.type() == FeatureType.NUMERIC).count();
        for (int i = 0; i < EXAMPLES; i++) {
            GeneratedExample example = stream.next();
            assertThat(example.numbers()).hasSize((int) numeric);
            assertThat(example.categories()).hasSize(features.size() - (int) numeric);
            assertThat(Arrays.stream(example.numbers()).allMatch(Double::isFinite))
                    .isTrue();
            assertThat(example.target()).isFinite();
            assertThat(stream.classes().isEmpty()
                            || example.label() < stream.classes().size())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("namesOfClasses")
    void drawsEveryClassOftenInEveryPeriod(String name) {
        DriftStream stream = Generators.byName(name, SEED, EXAMPLES);
        int classes = stream.classes().size();
        for (int period = 0; period < 4; period++) {
            int[] counts = new int[classes];
            for (int i = 0; i < EXAMPLES / 4; i++) {
                counts[stream.next().label()]++;
            }
            // At least a fifth of an even share, and no class nearly everything.
            assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan((int) (EXAMPLES / 4 / classes / 5));
            assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan((int) (EXAMPLES / 4 * 0.85));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesItsDriftPoints(String name) {
        DriftStream stream = Generators.byName(name, SEED, EXAMPLES);

        assertThat(stream.driftPointsBefore(EXAMPLES))
                .extracting(DriftPoint::example)
                .containsExactly(1_000L, 2_000L, 3_000L);
        assertThat(stream.driftPointsBefore(2_000))
                .extracting(DriftPoint::example)
                .containsExactly(1_000L);
        assertThat(stream.driftPointsBefore(2 * EXAMPLES)).hasSize(7).allSatisfy(point -> assertThat(point.change())
                .isNotBlank());
    }

    /** Beside a stream of the same seed that is too long to drift. */
    @ParameterizedTest
    @MethodSource("names")
    void changesItsConceptAtTheFirstDriftPointAndNotBefore(String name) {
        DriftStream drifting = Generators.byName(name, SEED, EXAMPLES);
        DriftStream steady = Generators.byName(name, SEED, 1_000_000_000);
        DriftPoint drift = drifting.driftPointsBefore(EXAMPLES).get(0);
        for (long i = 0; i < drift.example(); i++) {
            assertSame(drifting.next(), steady.next());
        }
        int different = 0;
        for (int i = 0; i < 500; i++) {
            GeneratedExample a = drifting.next();
            GeneratedExample b = steady.next();
            different += a.target() != b.target() || !Arrays.equals(a.numbers(), b.numbers()) ? 1 : 0;
        }
        assertThat(different).isGreaterThan(25);
    }

    @Test
    void refusesAnUnknownNameAndTooFewExamples() {
        assertThatThrownBy(() -> Generators.byName("see", 1, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "generator must be one of sea, hyperplane, rbf, led, agrawal, friedman, friedman-gradual but was see");
        assertThatThrownBy(() -> Generators.byName("sea", 1, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("examples must be >= 4 but was 3");
    }

    private static void assertSame(GeneratedExample a, GeneratedExample b) {
        assertThat(a.numbers()).isEqualTo(b.numbers());
        assertThat(a.categories()).isEqualTo(b.categories());
        assertThat(a.target()).isEqualTo(b.target());
    }
}
