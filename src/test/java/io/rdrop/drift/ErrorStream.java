package io.rdrop.drift;

import io.rdrop.learn.CounterRandom;

/** Errors of 0 and 1 whose probability changes, by a formula that any language can compute. */
enum ErrorStream {
    ABRUPT(6_000, 2_000),
    GRADUAL(6_000, 2_000),
    SMALL(10_000, 5_000),
    STATIONARY(100_000, 100_000);

    private final int length;
    private final int change;

    ErrorStream(int length, int change) {
        this.length = length;
        this.change = change;
    }

    int length() {
        return length;
    }

    /** Where it begins to change. */
    int change() {
        return change;
    }

    double value(long seed, int at) {
        return CounterRandom.uniform(seed, at, 0) < probability(at) ? 1 : 0;
    }

    private double probability(int at) {
        return switch (this) {
            case ABRUPT -> at < change ? 0.2 : 0.4;
            case GRADUAL -> 0.2 + 0.2 * Math.min(1, Math.max(0, at - change) / 2000.0);
            case SMALL -> at < change ? 0.1 : 0.15;
            case STATIONARY -> 0.2;
        };
    }
}
