package io.rdrop.drift;

import io.rdrop.config.DriftDetectorConfig;
import io.rdrop.example.DriftReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A detector, and what it signalled so far. */
final class Watcher {
    private final DriftDetectorConfig config;
    private final DriftDetector detector;
    private long values;
    private long warnings;
    private long drifts;
    private boolean isWarning;

    Watcher(DriftDetectorConfig config) {
        this.config = config;
        detector = Detectors.of(config);
    }

    DriftDetectorConfig config() {
        return config;
    }

    /**
     * Takes the next value.
     *
     * @param action what a drift does
     * @return what is to be told; null for nothing, and for all but the first of warnings that follow one another
     */
    DriftReport.@Nullable Mark update(double value, String action) {
        double before = detector.estimate();
        Signal signal = detector.update(value);
        values++;
        boolean isNew = signal == Signal.DRIFT || (signal == Signal.WARNING && !isWarning);
        isWarning = signal == Signal.WARNING;
        if (!isNew) {
            return null;
        }
        boolean isDrift = signal == Signal.DRIFT;
        warnings += isDrift ? 0 : 1;
        drifts += isDrift ? 1 : 0;
        return new DriftReport.Mark(
                config.typeName(),
                config.onName(),
                isDrift ? DriftReport.DRIFT : DriftReport.WARNING,
                values,
                before,
                detector.estimate(),
                isDrift ? action : "none");
    }

    DriftReport.Watch report() {
        return new DriftReport.Watch(config.typeName(), config.onName(), detector.estimate(), warnings, drifts);
    }

    /** What it is kept by: one with other settings is another one. */
    String name() {
        return config.name();
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(values);
        out.writeLong(warnings);
        out.writeLong(drifts);
        out.writeBoolean(isWarning);
        detector.save(out);
        return bytes.toByteArray();
    }

    void restore(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        values = in.readLong();
        warnings = in.readLong();
        drifts = in.readLong();
        isWarning = in.readBoolean();
        detector.restore(in);
    }
}
