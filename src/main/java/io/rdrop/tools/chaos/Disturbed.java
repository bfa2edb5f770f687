package io.rdrop.tools.chaos;

import java.util.Locale;

/**
 * What was done, and from when on the job can be expected to recover. Times are milliseconds since the epoch.
 *
 * @param what for people
 * @param sinceMs recovery is counted from here: the kill, or the end of what could not be recovered from before
 * @param restartedAfterMs the attempt that recovers was started after this; 0 if the job need not restart
 * @param wholeMs what was killed or taken away is there again
 * @param earlierMs how long an earlier interruption of the same scenario took; 0 for none
 */
record Disturbed(String what, long sinceMs, long restartedAfterMs, long wholeMs, long earlierMs) {
    private static final double MS_PER_SECOND = 1000;

    /** The job restarts, and recovers from that moment on. */
    static Disturbed restarted(String what, long momentMs) {
        return new Disturbed(what, momentMs, momentMs, momentMs, 0);
    }

    /** The job cannot recover before the end of it. */
    static Disturbed afterOutage(String what, long beginMs, long endMs) {
        return new Disturbed(
                what + String.format(Locale.ROOT, "%.1f s", (endMs - beginMs) / MS_PER_SECOND),
                endMs,
                beginMs,
                endMs,
                0);
    }
}
