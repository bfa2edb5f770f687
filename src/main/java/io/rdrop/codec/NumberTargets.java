package io.rdrop.codec;

import io.rdrop.example.RejectionReason;

/** Targets of a regression: finite numbers. */
final class NumberTargets implements Targets {
    @Override
    public double ofText(String text) {
        return Double.NaN;
    }

    /** The network computes in float32; what lies beyond would be infinite to it. */
    @Override
    public double ofNumber(double target) {
        return Math.abs(target) <= Float.MAX_VALUE ? target : Double.NaN;
    }

    @Override
    public Fault fault(double number, String was) {
        return new Fault(
                RejectionReason.TARGET_NOT_A_NUMBER, "`label` must be a finite number (float32) but was " + was);
    }
}
