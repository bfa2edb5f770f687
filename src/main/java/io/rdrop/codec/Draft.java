package io.rdrop.codec;

import io.rdrop.config.TaskType;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An example in the making, whatever format it comes in: what a record must have, may have, and why it is none. The
 * formats read values and hand them in; the rules are here, in {@link Envelope} and in {@link TableRow}.
 *
 * <p>Where a record has several faults, one counts: the envelope's, absent features, the label's, those of the
 * features, then the weight's.
 */
final class Draft {
    private static final Fault MISSING_FEATURES = new Fault(RejectionReason.NO_FEATURES, "`features` is missing");
    private static final Fault MISSING_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is missing");
    private static final Fault NULL_LABEL = new Fault(RejectionReason.NO_LABEL, "`label` is null");

    private static final Fault MISSING_TOKENS = new Fault(RejectionReason.NO_FEATURES, "`tokens` is missing");
    private static final Fault MISSING_TAGS = new Fault(RejectionReason.NO_LABEL, "`tags` is missing");
    private static final Fault NULL_TAGS = new Fault(RejectionReason.NO_LABEL, "`tags` is null");
    private static final Fault MISSING_SOURCE = new Fault(RejectionReason.NO_FEATURES, "`source` is missing");
    private static final Fault MISSING_TARGET = new Fault(RejectionReason.NO_LABEL, "`target` is missing");
    private static final Fault NULL_TARGET = new Fault(RejectionReason.NO_LABEL, "`target` is null");
    /** The target of a sentence with tags, or of a source with a text, which are its features': no NaN. */
    private static final double TAGGED = 0;

    private final RecordShape shape;
    private final RawRecord record;
    private final Envelope envelope;
    private @Nullable TableRow row;
    private @Nullable SentenceDraft sentence;
    private @Nullable PairDraft pair;
    private @Nullable Features features;
    private @Nullable Fault featureFault;
    private double target;
    private double weight = Example.FULL_WEIGHT;
    private @Nullable Fault weightFault;
    private @Nullable Fault labelFault;

    Draft(RecordShape shape, RawRecord record) {
        this.shape = shape;
        this.record = record;
        envelope = new Envelope(record.position(), shape.models());
        target = shape.targets().ofNone();
        labelFault = shape.unlabelled() ? null : missingLabel();
    }

    private Fault missingLabel() {
        return isSentence() ? MISSING_TAGS : isPair() ? MISSING_TARGET : MISSING_LABEL;
    }

    private boolean isPair() {
        return shape.input() == TaskType.Input.SOURCE;
    }

    private boolean isSentence() {
        return shape.input() == TaskType.Input.TOKENS;
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

    /** The tokens and tags; from now on it is a sentence. */
    SentenceDraft sentence() {
        if (sentence == null) {
            sentence = new SentenceDraft(shape.sequence(), shape.targets());
        }
        return sentence;
    }

    void tags(List<Object> tags) {
        labelFault = null;
        sentence().tags(tags);
    }

    void refuseTags(String detail) {
        labelFault = null;
        sentence().refuseTags(RejectionReason.WRONG_TYPE, detail);
    }

    /** The source and the target; from now on it is a pair. */
    PairDraft pair() {
        if (pair == null) {
            pair = new PairDraft(shape.sequence());
        }
        return pair;
    }

    void target(String text) {
        labelFault = null;
        pair().target(text);
    }

    void refuseTarget(RejectionReason reason, String detail) {
        labelFault = null;
        pair().refuseTarget(reason, detail);
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
        labelFault = shape.unlabelled() ? null : isSentence() ? NULL_TAGS : isPair() ? NULL_TARGET : NULL_LABEL;
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

    /** Sets the weight and returns whether it is one; if not, it is refused, which the caller may redo by its text. */
    boolean weight(double number) {
        weight = number;
        if (!(number >= 0) || Double.isInfinite(number)) {
            refuseWeight("the number " + number);
        }
        return weightFault == null;
    }

    void refuseWeight(String was) {
        weightFault =
                new Fault(RejectionReason.BAD_WEIGHT, "`weight` must be a finite number of at least 0 but was " + was);
    }

    /** The example, or the fault that counts. */
    Decoded finish() {
        Fault fault = fault();
        if (fault != null) {
            return fault.rejection(record);
        }
        SentenceDraft tagged = sentence;
        if (tagged != null) {
            features = tagged.features();
            target = tagged.isTagged() ? TAGGED : Example.UNLABELLED;
        }
        PairDraft ofTexts = pair;
        if (ofTexts != null) {
            features = ofTexts.features();
            target = ofTexts.hasTarget() ? TAGGED : Example.UNLABELLED;
        }
        Features made = row == null ? features : row.features();
        if (made == null) {
            throw new IllegalStateException("an example without fault has features");
        }
        Example example =
                new Example(record.position(), envelope.id(), envelope.model(), envelope.timeMs(), made, target);
        return weight == Example.FULL_WEIGHT ? example : example.weighing(weight);
    }

    private @Nullable Fault fault() {
        if (envelope.fault() != null) {
            return envelope.fault();
        }
        Fault ofFeatures = featureFault;
        if (ofFeatures == null) {
            ofFeatures = row != null ? row.fault() : features == null ? MISSING_FEATURES : null;
            if (isSentence()) {
                ofFeatures = sentence == null || !sentence.hasTokens() ? MISSING_TOKENS : sentence.fault();
            } else if (isPair()) {
                ofFeatures = pair == null || !pair.hasSource() ? MISSING_SOURCE : pair.fault();
            }
        }
        if (weightFault != null && labelFault == null && ofFeatures == null) {
            return weightFault;
        }
        if (labelFault == null || (ofFeatures != null && ofFeatures.reason() == RejectionReason.NO_FEATURES)) {
            return ofFeatures;
        }
        return labelFault;
    }
}
