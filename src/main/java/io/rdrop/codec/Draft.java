package io.rdrop.codec;

import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.Rejection;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TextFeatures;
import org.jspecify.annotations.Nullable;

/** An example in the making, with the faults of its parts. */
final class Draft {
    private static final Fault MISSING_FEATURES = new Fault(RejectionReason.NO_FEATURES, "`features` is missing");
    private static final Fault NO_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is missing");

    private final RecordShape shape;
    private final RawRecord record;
    private final Envelope envelope;
    private @Nullable TableRow row;
    private @Nullable Features features;
    private @Nullable Fault featureFault;
    private double target = Example.UNLABELLED;
    private @Nullable Fault labelFault;

    Draft(RecordShape shape, RawRecord record) {
        this.shape = shape;
        this.record = record;
        envelope = new Envelope(record.position(), shape.models());
        labelFault = shape.unlabelled() ? null : NO_LABEL;
    }

    Envelope envelope() {
        return envelope;
    }

    /** The columns; from now on there are features. */
    TableRow row() {
        if (row == null) {
            row = new TableRow(shape.columns());
        }
        return row;
    }

    void text(String text) {
        features = new TextFeatures(text);
    }

    /** The pixels, channel by channel; refused if they are not as many as the image has. */
    void pixels(byte[] pixels) {
        if (pixels.length == shape.pixels()) {
            features = new ImageFeatures(pixels);
        } else {
            refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "`features` must have " + shape.image().channels() + " * "
                            + shape.image().height() + " * " + shape.image().width() + " = " + shape.pixels()
                            + " pixels but had " + pixels.length);
        }
    }

    /** Notes a fault of the features as a whole. */
    void refuse(RejectionReason reason, String detail) {
        if (featureFault == null) {
            featureFault = new Fault(reason, detail);
        }
    }

    void label(String text) {
        target = shape.targets().ofText(text);
        labelFault = Double.isNaN(target)
                ? shape.targets().fault(Double.NaN, "the string \"" + Excerpt.of(text) + "\"")
                : null;
    }

    void label(double number) {
        target = shape.targets().ofNumber(number);
        labelFault = Double.isNaN(target) ? shape.targets().fault(number, "the number " + number) : null;
    }

    /** A label of a type that none can have. */
    void refuseLabel(String was) {
        target = Double.NaN;
        labelFault = shape.targets().fault(Double.NaN, was);
    }

    /** The example, or the fault that counts: the envelope's, absent features, the label's, those of the features. */
    Decoded finish() {
        Fault fault = fault();
        if (fault != null) {
            return new Rejection(record, fault.reason(), fault.detail());
        }
        Features made = row == null ? features : row.features();
        if (made == null) {
            throw new IllegalStateException("an example without fault has features");
        }
        return new Example(record.position(), envelope.id(), envelope.model(), envelope.timeMs(), made, target);
    }

    private @Nullable Fault fault() {
        if (envelope.fault() != null) {
            return envelope.fault();
        }
        Fault ofFeatures = featureFault;
        if (ofFeatures == null) {
            ofFeatures = row != null ? row.fault() : features == null ? MISSING_FEATURES : null;
        }
        if (labelFault == null || (ofFeatures != null && ofFeatures.reason() == RejectionReason.NO_FEATURES)) {
            return ofFeatures;
        }
        return labelFault;
    }
}
