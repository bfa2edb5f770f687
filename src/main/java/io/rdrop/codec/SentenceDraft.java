package io.rdrop.codec;

import io.rdrop.config.SequenceConfig;
import io.rdrop.config.TooLong;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.TokenFeatures;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sentence in the making: its tokens, its tags in whichever order they come, and why they do not go together. */
final class SentenceDraft {
    private static final int[] NONE = {};

    private final SequenceConfig config;
    private final Targets tagNames;
    private @Nullable List<String> tokens;
    private int @Nullable [] tags;
    private @Nullable Fault tagFault;

    SentenceDraft(SequenceConfig config, Targets tagNames) {
        this.config = config;
        this.tagNames = tagNames;
    }

    void tokens(List<String> all) {
        tokens = all;
    }

    boolean hasTokens() {
        return tokens != null;
    }

    /** @param all names, or numbers that are class indices */
    void tags(List<Object> all) {
        int[] indices = new int[all.size()];
        for (int i = 0; i < indices.length; i++) {
            Object tag = all.get(i);
            double index =
                    tag instanceof Double number ? tagNames.ofNumber(number) : tagNames.ofText(String.valueOf(tag));
            if (Double.isNaN(index)) {
                refuseTags(
                        RejectionReason.UNKNOWN_TAG,
                        "tag " + (i + 1) + " is none of label.classes: "
                                + (tag instanceof Double
                                        ? "the number " + tag
                                        : "\"" + Excerpt.of(String.valueOf(tag)) + "\""));
                return;
            }
            indices[i] = (int) index;
        }
        tags = indices;
    }

    void refuseTags(RejectionReason reason, String detail) {
        if (tagFault == null) {
            tagFault = new Fault(reason, detail);
        }
    }

    boolean isTagged() {
        return tags != null;
    }

    /** What is wrong; null if nothing is. There are tokens. */
    @Nullable
    Fault fault() {
        int count = tokens == null ? 0 : tokens.size();
        if (tagFault != null) {
            return tagFault;
        }
        if (tags != null && tags.length != count) {
            return new Fault(
                    RejectionReason.TAGS_MISMATCH,
                    "`tokens` has " + count + " and `tags` has " + tags.length + "; there must be one for each");
        }
        if (count == 0) {
            return new Fault(RejectionReason.EMPTY_SEQUENCE, "`tokens` must have at least 1 token but had none");
        }
        return count > config.maxLength() && config.tooLong() == TooLong.REJECT
                ? new Fault(
                        RejectionReason.SEQUENCE_TOO_LONG,
                        "`tokens` must have at most " + config.maxLength() + " (sequence.max-length) but had " + count)
                : null;
    }

    /** The sentence, cut if it is too long. */
    TokenFeatures features() {
        if (tokens == null) {
            throw new IllegalStateException("a sentence without fault has tokens");
        }
        int length = Math.min(tokens.size(), config.maxLength());
        return new TokenFeatures(
                tokens.subList(0, length).toArray(String[]::new),
                tags == null ? NONE : Arrays.copyOf(tags, length),
                tokens.size() - length);
    }
}
