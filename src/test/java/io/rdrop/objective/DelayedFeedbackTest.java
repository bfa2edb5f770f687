package io.rdrop.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayedFeedbackTest {
    @ParameterizedTest
    @CsvSource({
        "0.7, 1, 0.7",
        "0.25, 0.5, 0.4",
        "0.25, 2, 0.14285714285714285",
        "0.3, 0, 1",
        "1, 3, 1",
        "0, 3, 0",
        "NaN, 1, 1"
    })
    void isTheProbabilityThatTheClassOfTheTimeOutStaysTrue(double probability, double odds, double weight) {
        assertThat(DelayedFeedback.weight(probability, odds)).isCloseTo(weight, within(1e-15));
    }

    /** By enumeration of what can become of an event: the expected gradient is that of the true labels. */
    @ParameterizedTest
    @CsvSource({"0.3, 0.5, 1", "0.05, 0.9, 0.8", "0.8, 0.2, 0.6", "0.5, 1, 1"})
    void theExpectedLossIsThatOfTheTrueLabels(double other, double lateOfOthers, double lateOfTimeout) {
        double lossOfTimeout = 0.7;
        double lossOfOther = 2.9;
        double odds = lateOfOthers / lateOfTimeout;
        double weight = DelayedFeedback.weight(1 - other, odds);

        double inTime = other * (1 - lateOfOthers) * lossOfOther + (1 - other) * (1 - lateOfTimeout) * lossOfTimeout;
        double timedOut = other * lateOfOthers + (1 - other) * lateOfTimeout;
        double corrected = other * lateOfOthers * lossOfOther;

        assertThat(inTime + timedOut * weight * lossOfTimeout + corrected)
                .isCloseTo(other * lossOfOther + (1 - other) * lossOfTimeout, within(1e-12));
    }
}
