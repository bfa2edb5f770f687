package io.rdrop.config;

import java.time.Duration;

/** The checks that compact constructors share; a failure names the key and the value. */
final class Check {
    private Check() {}

    static void atLeast(String key, double value, double least) {
        if (!(value >= least)) {
            throw new ConfigException(key + " must be >= " + trim(least) + " but was " + trim(value));
        }
    }

    static void positive(String key, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new ConfigException(key + " must be > 0 and finite but was " + trim(value));
        }
    }

    static void finite(String key, double value) {
        atLeast(key, value, 0);
        if (Double.isInfinite(value)) {
            throw new ConfigException(key + " must be finite but was " + value);
        }
    }

    static void within(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ConfigException(
                    key + " must be between " + trim(least) + " and " + trim(most) + " but was " + trim(value));
        }
    }

    static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new ConfigException(
                    key + " must be >= " + Durations.print(least) + " but was " + Durations.print(value));
        }
    }

    /** 0 is allowed, 1 is not: a rate of 1 drops every unit. */
    static void rate(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new ConfigException(key + " must be >= 0 and < 1 but was " + trim(value));
        }
    }

    private static String trim(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
