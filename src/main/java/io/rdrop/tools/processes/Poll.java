package io.rdrop.tools.processes;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for something to become true, with a deadline. */
public final class Poll {
    private Poll() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Asks again and again, so often; false if the time is over. */
    public static boolean until(Duration atMost, Duration every, Condition condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(every.toNanos());
        }
        return true;
    }
}
