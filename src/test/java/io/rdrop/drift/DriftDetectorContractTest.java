package io.rdrop.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.DriftDetectorConfig;
import io.rdrop.config.DriftDetectorType;
import io.rdrop.config.DriftQuantity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every detector does. */
class DriftDetectorContractTest {
    private static DriftDetector detector(DriftDetectorType type) {
        return Detectors.of(DriftDetectorConfig.of(type, DriftQuantity.ERROR));
    }

    @ParameterizedTest
    @EnumSource(DriftDetectorType.class)
    void anInterruptedOneSignalsAsOneThatWasNot(DriftDetectorType type) throws IOException {
        DriftDetector undisturbed = detector(type);
        DriftDetector disturbed = detector(type);
        int signals = 0;
        for (int i = 0; i < 6_000; i++) {
            double value = i < 3_000 ? ErrorStream.ABRUPT.value(1, i) : 1;
            Signal expected = undisturbed.update(value);
            assertThat(disturbed.update(value)).isEqualTo(expected);
            signals += expected == Signal.DRIFT ? 1 : 0;
            if (i % 7 == 0) {
                DriftDetector restored = detector(type);
                restored.restore(in(bytes(disturbed)));
                disturbed = restored;
            }
        }
        assertThat(signals).isPositive();
        assertThat(bytes(disturbed)).isEqualTo(bytes(undisturbed));
        assertThat(disturbed.estimate()).isEqualTo(undisturbed.estimate());
    }

    @ParameterizedTest
    @EnumSource(DriftDetectorType.class)
    void itsStateIsBounded(DriftDetectorType type) throws IOException {
        DriftDetector detector = detector(type);
        for (int i = 0; i < 200_000; i++) {
            detector.update(ErrorStream.STATIONARY.value(5, i));
        }
        assertThat(bytes(detector)).hasSizeLessThan(2_000);
    }

    @ParameterizedTest
    @EnumSource(DriftDetectorType.class)
    void knowsNoMeanBeforeTheFirstValueAndNoDriftOfAConstant(DriftDetectorType type) {
        DriftDetector detector = detector(type);
        assertThat(detector.estimate()).isNaN();
        for (int i = 0; i < 5_000; i++) {
            assertThat(detector.update(0.25)).isEqualTo(Signal.NONE);
        }
        assertThat(detector.estimate()).isEqualTo(0.25);
    }

    @Test
    void damagedStatesAreRefused() {
        byte[] bytes = new byte[200];
        Arrays.fill(bytes, (byte) 0x7f);
        assertThatThrownBy(() -> detector(DriftDetectorType.ADWIN).restore(in(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("levels");
        assertThatThrownBy(() -> detector(DriftDetectorType.KSWIN).restore(in(bytes)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("values");
    }

    private static byte[] bytes(DriftDetector detector) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        detector.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
