package io.rdrop.codec;

import io.rdrop.config.SequenceConfig;
import io.rdrop.config.TooLong;
import io.rdrop.example.PairFeatures;
import io.rdrop.example.RejectionReason;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A source and its target in the making, and why they are none. */
final class PairDraft {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final SequenceConfig config;
    private @Nullable String source;
    private @Nullable String target;
    private @Nullable Fault targetFault;

    PairDraft(SequenceConfig config) {
        this.config = config;
    }

    void source(String text) {
        source = text;
    }

    boolean hasSource() {
        return source != null;
    }

    void target(String text) {
        target = text;
    }

    void refuseTarget(RejectionReason reason, String detail) {
        targetFault = new Fault(reason, detail);
    }

    boolean hasTarget() {
        return target != null;
    }

    /** What is wrong; null if nothing is. There is a source. */
    @Nullable
    Fault fault() {
        if (source == null) {
            throw new IllegalStateException("a pair without a source has none of these faults");
        }
        if (targetFault != null) {
            return targetFault;
        }
        if (source.isBlank()) {
            return new Fault(RejectionReason.EMPTY_SOURCE, "`source` has no text");
        }
        if (target != null && target.isBlank()) {
            return new Fault(RejectionReason.EMPTY_TARGET, "`target` has no text");
        }
        Fault tooLong = tooLong("source", source);
        return tooLong != null || target == null ? tooLong : tooLong("target", target);
    }

    /** A word has at least one subword. */
    private @Nullable Fault tooLong(String key, String text) {
        if (config.tooLong() != TooLong.REJECT) {
            return null;
        }
        int words = WHITE_SPACE.split(text.strip()).length;
        return words > config.maxLength()
                ? new Fault(
                        RejectionReason.SEQUENCE_TOO_LONG,
                        "`" + key + "` must have at most " + config.maxLength()
                                + " words (sequence.max-length) but had " + words)
                : null;
    }

    PairFeatures features() {
        if (source == null) {
            throw new IllegalStateException("a pair without fault has a source");
        }
        return new PairFeatures(source.strip(), target == null ? null : target.strip());
    }
}
