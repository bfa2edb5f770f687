package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;
import java.util.Locale;

/**
 * What the detectors of drift say.
 *
 * @param watches all that watch, in the order of the configuration
 * @param marks what they signalled since the last report, oldest first
 * @param acting whether settings are other than configured because of a drift
 */
@Public
public record DriftReport(List<Watch> watches, List<Mark> marks, boolean acting) {
    /** The signal of what may be a drift. */
    public static final String WARNING = "warning";

    /** The signal of a drift. */
    public static final String DRIFT = "drift";

    public DriftReport {
        watches = List.copyOf(watches);
        marks = List.copyOf(marks);
    }

    /**
     * A detector.
     *
     * @param detector its type, such as {@code adwin}
     * @param on what it watches, such as {@code error}
     * @param estimate mean of the values that it holds to be of the present; NaN before the first
     * @param warnings how often it warned so far
     * @param drifts how often it signalled a drift so far
     */
    public record Watch(String detector, String on, double estimate, long warnings, long drifts) {}

    /**
     * A signal.
     *
     * @param signal {@value #WARNING} or {@value #DRIFT}
     * @param values how many values the detector had seen, this one included
     * @param before its estimate before the value
     * @param estimate its estimate after it
     * @param action what was done: {@code none}, {@code share}, {@code rates} or {@code snapshot}
     */
    public record Mark(
            String detector, String on, String signal, long values, double before, double estimate, String action) {
        /** For people, such as {@code adwin on error signals drift: 0.21 became 0.38}. */
        public String describe() {
            String did = action.equals("none") ? "" : "; action: " + action;
            return String.format(
                    Locale.ROOT,
                    "%s on %s signals %s: %.4g became %.4g%s",
                    detector,
                    on,
                    signal,
                    before,
                    estimate,
                    did);
        }
    }
}
