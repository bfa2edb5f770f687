package io.rdrop.tools.feed.sending;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Holds a steady rate: record n is due n / rate seconds after the first; delays are made up for. */
final class Pacer {
    /** How a pacer waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    private final double perSecond;
    private final LongSupplier clockNanos;
    private final Sleeper sleeper;
    private long startNanos;

    /** @param perSecond &gt; 0; infinite for no limit */
    Pacer(double perSecond, LongSupplier clockNanos, Sleeper sleeper) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("the rate must be > 0 records per second but was " + perSecond);
        }
        this.perSecond = perSecond;
        this.clockNanos = clockNanos;
        this.sleeper = sleeper;
    }

    static Pacer of(double perSecond) {
        return new Pacer(perSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** Returns when the record of an index is due; 0 starts the clock. */
    void await(long index) throws InterruptedException {
        if (Double.isInfinite(perSecond)) {
            return;
        }
        if (index == 0) {
            startNanos = clockNanos.getAsLong();
        }
        long waitNanos =
                (long) (index * (TimeUnit.SECONDS.toNanos(1) / perSecond)) - (clockNanos.getAsLong() - startNanos);
        if (waitNanos > 0) {
            sleeper.sleep(waitNanos);
        }
    }
}
