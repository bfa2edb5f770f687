package io.rdrop.drift;

import static io.rdrop.drift.ErrorStream.ABRUPT;
import static io.rdrop.drift.ErrorStream.GRADUAL;
import static io.rdrop.drift.ErrorStream.SMALL;
import static io.rdrop.drift.ErrorStream.STATIONARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where others signal on the same streams, with the settings that they come with: MOA 2024.07's ADWINChangeDetector and
 * DDM, run on them, and River's PageHinkley, its update computed on them.
 */
class ReferenceSignalsTest {
    static List<Arguments> adwin() {
        return List.of(
                Arguments.of(ABRUPT, 1, List.of(2111, 2143, 2207, 3039)),
                Arguments.of(ABRUPT, 2, List.of(2207, 2239, 2271, 2335, 2367, 2943)),
                Arguments.of(ABRUPT, 3, List.of(2175, 2239, 2591)),
                Arguments.of(GRADUAL, 1, List.of(3359, 3391, 3423, 3455, 3519, 3679, 4063, 4319, 4703)),
                Arguments.of(GRADUAL, 2, List.of(3199, 3231, 3295, 3487, 3711, 3967, 4479)),
                Arguments.of(GRADUAL, 3, List.of(3679, 3743, 3775, 3807, 3839, 4095, 4191, 4415)),
                Arguments.of(SMALL, 1, List.of(5951, 6303, 6367, 6783, 7775)),
                Arguments.of(SMALL, 2, List.of(6687, 6719)),
                Arguments.of(SMALL, 3, List.of(5599, 6559)),
                Arguments.of(STATIONARY, 1, List.of(35711, 35743, 35775)),
                Arguments.of(STATIONARY, 2, List.of()),
                Arguments.of(STATIONARY, 3, List.of()));
    }

    @ParameterizedTest
    @MethodSource("adwin")
    void adwinSignalsWhereMoasDoes(ErrorStream stream, long seed, List<Integer> expected) {
        assertThat(signals(new Adwin(0.002), stream, seed)).isEqualTo(expected);
    }

    static List<Arguments> ddm() {
        return List.of(
                Arguments.of(ABRUPT, 1, List.of(2130)),
                Arguments.of(ABRUPT, 2, List.of(2861)),
                Arguments.of(ABRUPT, 3, List.of(2666)),
                Arguments.of(GRADUAL, 1, List.of(3309)),
                Arguments.of(GRADUAL, 2, List.of(4305)),
                Arguments.of(GRADUAL, 3, List.of(4389)),
                Arguments.of(SMALL, 1, List.of(5543)),
                Arguments.of(SMALL, 2, List.of()),
                Arguments.of(SMALL, 3, List.of(5673, 6033)),
                Arguments.of(STATIONARY, 1, List.of()),
                Arguments.of(STATIONARY, 2, List.of()),
                Arguments.of(STATIONARY, 3, List.of()));
    }

    @ParameterizedTest
    @MethodSource("ddm")
    void ddmSignalsWhereMoasDoes(ErrorStream stream, long seed, List<Integer> expected) {
        assertThat(signals(new Ddm(2, 3, 30), stream, seed)).isEqualTo(expected);
    }

    static List<Arguments> pageHinkley() {
        return List.of(
                Arguments.of(ABRUPT, 1, List.of(2215, 4865)),
                Arguments.of(ABRUPT, 2, List.of(2294)),
                Arguments.of(ABRUPT, 3, List.of(2300)),
                Arguments.of(GRADUAL, 1, List.of(3347)),
                Arguments.of(GRADUAL, 2, List.of(3103)),
                Arguments.of(GRADUAL, 3, List.of(3359, 5087)),
                Arguments.of(SMALL, 1, List.of(5859)),
                Arguments.of(SMALL, 2, List.of(6505)),
                Arguments.of(SMALL, 3, List.of(6088)),
                Arguments.of(STATIONARY, 1, List.of(8952, 18152, 35764, 40274)),
                Arguments.of(STATIONARY, 2, List.of()),
                Arguments.of(STATIONARY, 3, List.of(88009)));
    }

    @ParameterizedTest
    @MethodSource("pageHinkley")
    void pageHinkleySignalsWhereRiversDoes(ErrorStream stream, long seed, List<Integer> expected) {
        assertThat(signals(new PageHinkley(0.005, 50, 0.9999, 30), stream, seed))
                .isEqualTo(expected);
    }

    private static List<Integer> signals(DriftDetector detector, ErrorStream stream, long seed) {
        List<Integer> signals = new ArrayList<>();
        for (int i = 0; i < stream.length(); i++) {
            if (detector.update(stream.value(seed, i)) == Signal.DRIFT) {
                signals.add(i);
            }
        }
        return signals;
    }
}
