package io.rdrop.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rdrop.example.RejectionReason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records of two models in turns, and after every few of them one that cannot be learned from, each reason several
 * times.
 */
record MixedRecords(List<Entry> entries) {
    static final int MAX_BYTES = 1_000;

    static final List<String> MODELS = List.of("de", "fr");

    private static final int GOOD_BEFORE_EACH_BROKEN = 16;

    /**
     * One record.
     *
     * @param value what is sent
     * @param model who learns from it; null if nobody can
     * @param reason why nobody can; null if somebody does
     */
    record Entry(
            byte @Nullable [] value,
            @Nullable String model,
            @Nullable RejectionReason reason) {}

    /** Every reason that a JSON record of a table's classes can have. */
    static Set<RejectionReason> reasons() {
        return EnumSet.complementOf(EnumSet.of(
                RejectionReason.MALFORMED,
                RejectionReason.TARGET_NOT_A_NUMBER,
                RejectionReason.BAD_WEIGHT,
                RejectionReason.UNDECODABLE_TEXT,
                RejectionReason.EMPTY_SEQUENCE,
                RejectionReason.TAGS_MISMATCH,
                RejectionReason.UNKNOWN_TAG,
                RejectionReason.SEQUENCE_TOO_LONG,
                RejectionReason.EMPTY_SOURCE,
                RejectionReason.EMPTY_TARGET,
                RejectionReason.IMAGE_SHAPE,
                RejectionReason.UNDECODABLE_IMAGE,
                RejectionReason.PIXEL_OUT_OF_RANGE,
                RejectionReason.NON_FINITE_UPDATE,
                RejectionReason.TOO_MANY_MODELS,
                RejectionReason.STATE_FULL,
                RejectionReason.NO_MODEL,
                RejectionReason.BAD_COMMAND,
                RejectionReason.BAD_LABEL,
                RejectionReason.DUPLICATE_EVENT,
                RejectionReason.DUPLICATE_LABEL,
                RejectionReason.EVENT_WITHOUT_LABEL,
                RejectionReason.LABEL_WITHOUT_EVENT));
    }

    /** @param good examples of all models together */
    static MixedRecords of(int good) {
        List<Entry> entries = new ArrayList<>();
        List<RejectionReason> reasons = List.copyOf(reasons());
        int broken = 0;
        for (int number = 0; number < good; number++) {
            String model = MODELS.get(number % MODELS.size());
            entries.add(new Entry(Jobs.json(model, number), model, null));
            if (number % GOOD_BEFORE_EACH_BROKEN == GOOD_BEFORE_EACH_BROKEN - 1) {
                RejectionReason reason = reasons.get(broken % reasons.size());
                entries.add(new Entry(broken(reason, broken), null, reason));
                broken++;
            }
        }
        return new MixedRecords(List.copyOf(entries));
    }

    int size() {
        return entries.size();
    }

    /** The records with these indices, which are their offsets too. */
    List<byte @Nullable []> values(int from, int to) {
        List<byte @Nullable []> values = new ArrayList<>();
        entries.subList(from, to).forEach(entry -> values.add(entry.value()));
        return values;
    }

    /** How many of the records before that index a model learns from. */
    int good(String model, int before) {
        return (int) entries.subList(0, before).stream()
                .filter(entry -> model.equals(entry.model()))
                .count();
    }

    /** A record that is to be rejected for that reason; the compiler asks for one when a reason is added. */
    private static byte @Nullable [] broken(RejectionReason reason, int number) {
        String text =
                switch (reason) {
                    case EMPTY -> number % 2 == 0 ? null : " \n";
                    case TOO_LARGE -> good() + " ".repeat(MAX_BYTES);
                    case NOT_JSON -> "x;y;colour;" + number;
                    case BAD_ENVELOPE -> good().replace("\"label\"", "\"weight\": 2, \"label\"");
                    case NO_FEATURES -> "{\"label\": 1}";
                    case NO_LABEL -> good().replace("\"label\": 1", "\"label\": null");
                    case UNKNOWN_LABEL -> good().replace("\"label\": 1", "\"label\": \"maybe\"");
                    case MISSING_COLUMN -> good().replace("\"y\": 2, ", "");
                    case EXTRA_COLUMN -> good().replace("\"y\": 2, ", "\"y\": 2, \"z\": 3, ");
                    case WRONG_TYPE -> good().replace("\"y\": 2, ", "\"y\": true, ");
                    case NOT_FINITE -> good().replace("\"y\": 2, ", "\"y\": 1e999, ");
                    case WRONG_LENGTH -> "{\"features\": [1, 2], \"label\": 1}";
                    case LABEL_OUT_OF_RANGE -> good().replace("\"label\": 1", "\"label\": 7");
                    case MALFORMED,
                            TARGET_NOT_A_NUMBER,
                            BAD_WEIGHT,
                            UNDECODABLE_TEXT,
                            EMPTY_SEQUENCE,
                            TAGS_MISMATCH,
                            UNKNOWN_TAG,
                            SEQUENCE_TOO_LONG,
                            EMPTY_SOURCE,
                            EMPTY_TARGET,
                            IMAGE_SHAPE,
                            UNDECODABLE_IMAGE,
                            PIXEL_OUT_OF_RANGE,
                            NON_FINITE_UPDATE,
                            TOO_MANY_MODELS,
                            STATE_FULL,
                            NO_MODEL,
                            BAD_COMMAND,
                            BAD_LABEL,
                            DUPLICATE_EVENT,
                            DUPLICATE_LABEL,
                            EVENT_WITHOUT_LABEL,
                            LABEL_WITHOUT_EVENT ->
                        throw new IllegalArgumentException(reason + " is not of JSON records of a table's classes");
                };
        return text == null ? null : text.getBytes(UTF_8);
    }

    private static String good() {
        return "{\"model\": \"de\", \"features\": {\"x\": 1, \"y\": 2, \"colour\": \"red\"}, \"label\": 1}";
    }
}
