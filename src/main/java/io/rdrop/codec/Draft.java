package io.rdrop.codec;

import io.rdrop.example.ByteReader;
import io.rdrop.example.Decoded;
import io.rdrop.example.Example;
import io.rdrop.example.Features;
import io.rdrop.example.ImageFeatures;
import io.rdrop.example.RawRecord;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TextCache;
import io.rdrop.example.TextFeatures;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * An example in the making, whatever format it comes in: what a record must have, may have, and why it is none. The
 * formats read values and hand them in; the rules are here, in {@link Envelope} and in {@link TableRow}.
 *
 * <p>Where a record has several faults, one counts: the envelope's, absent features, the label's, then those of the
 * features.
 */
final class Draft {
    private static final Fault MISSING_FEATURES = new Fault(RejectionReason.NO_FEATURES, "`features` is missing");
    private static final Fault MISSING_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is missing");
    private static final Fault NULL_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is null");

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
        labelFault = shape.unlabelled() ? null : MISSING_LABEL;
    }

    Envelope envelope() {
        return envelope;
    }

    /** The columns; from now on there are features. */
    TableRow row() {
        if (row == null) {
            row = new TableRow(shape.columns(), shape.maxCategoryBytes());
        }
        return row;
    }

    void text(String text) {
        features = new TextFeatures(text);
    }

    /** A text of so many bytes. */
    void text(ByteReader in, int length) throws IOException {
        int from = in.take(length);
        try {
            text(TextCache.decode(in.array(), from, length));
        } catch (CharacterCodingException e) {
            refuse(RejectionReason.UNDECODABLE_TEXT, "`features` is not UTF-8");
        }
    }

    /** Pixels to be added one by one. */
    Pixels pixels() {
        return new Pixels(this, shape.pixels());
    }

    void pixels(byte[] pixels) {
        pixels(pixels, pixels.length);
    }

    /** The pixels, channel by channel; refused if there came not as many as the image has. */
    void pixels(byte[] pixels, int came) {
        if (came == shape.pixels()) {
            features = new ImageFeatures(pixels);
        } else {
            refuse(
                    RejectionReason.IMAGE_SHAPE,
                    "`features` must have " + shape.image().channels() + " * "
                            + shape.image().height() + " * " + shape.image().width() + " = " + shape.pixels()
                            + " pixels but had " + came);
        }
    }

    /** Notes a fault of the features as a whole. */
    void refuse(RejectionReason reason, String detail) {
        if (featureFault == null) {
            featureFault = new Fault(reason, detail);
        }
    }

    /** Whether the features have a fault already. */
    boolean isRefused() {
        return featureFault != null;
    }

    void nullLabel() {
        labelFault = shape.unlabelled() ? null : NULL_LABEL;
    }

    void label(String text) {
        target = shape.targets().ofText(text);
        labelFault = null;
        if (Double.isNaN(target)) {
            refuseLabel(Double.NaN, "the string \"" + Excerpt.of(text) + "\"");
        }
    }

    /** Sets the target and returns whether it is one; if not, it is refused, which the caller may redo by its text. */
    boolean label(double number) {
        target = shape.targets().ofNumber(number);
        labelFault = null;
        if (Double.isNaN(target)) {
            refuseLabel(number, "the number " + number);
        }
        return labelFault == null;
    }

    /** @param number what the label was as a number; NaN if it was none */
    void refuseLabel(double number, String was) {
        labelFault = shape.targets().fault(number, was);
    }

    /** The example, or the fault that counts. */
    Decoded finish() {
        Fault fault = fault();
        if (fault != null) {
            return fault.rejection(record);
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
