package io.rdrop.codec;

import io.rdrop.example.RejectionReason;

/** Of records whose target is a text: a label there is not. */
final class TextTargets implements Targets {
    @Override
    public double ofText(String text) {
        return Double.NaN;
    }

    @Override
    public double ofNumber(double number) {
        return Double.NaN;
    }

    @Override
    public Fault fault(double number, String was) {
        return new Fault(RejectionReason.WRONG_TYPE, "`target` must be a text but was " + was);
    }
}
