package io.rdrop.codec;

import io.rdrop.example.RejectionReason;

/** Of records whose label is nothing that is learned: it may be absent, and is not looked at. */
final class NoTargets implements Targets {
    private static final double ANY = 0;

    @Override
    public double ofNone() {
        return ANY;
    }

    @Override
    public double ofText(String text) {
        return ANY;
    }

    @Override
    public double ofNumber(double number) {
        return ANY;
    }

    @Override
    public Fault fault(double number, String was) {
        return new Fault(RejectionReason.WRONG_TYPE, "`label` must be a text, a number or absent but was " + was);
    }
}
