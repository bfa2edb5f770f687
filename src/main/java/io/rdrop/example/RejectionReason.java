package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;
import java.util.stream.Stream;

/** Why a record cannot be learned from: a fixed set of codes, used as header, metric label and report key. */
@Public
public enum RejectionReason {
    EMPTY("empty", "the value is null, empty or only white space"),
    TOO_LARGE("too-large", "the value is longer than input.max-bytes"),
    NOT_JSON("not-json", "the value is not one JSON object"),
    MALFORMED("malformed", "the value is not one record of the configured Avro schema or of the binary format"),
    BAD_ENVELOPE("bad-envelope", "id, model or time has the wrong type, or a key is unknown or given twice"),
    NO_FEATURES(
            "no-features", "there is no `features`, it is null, or of a table it is neither an object nor an array"),
    NO_LABEL("no-label", "there is no label, or it is null"),
    UNKNOWN_LABEL("unknown-label", "the label is none of the configured classes"),
    LABEL_OUT_OF_RANGE("label-out-of-range", "the label is a class index beyond the configured classes"),
    TARGET_NOT_A_NUMBER("target-not-a-number", "the label of a regression is no finite number"),
    BAD_WEIGHT("bad-weight", "the weight is no finite number of at least 0"),
    MISSING_COLUMN("missing-column", "a configured column is absent"),
    EXTRA_COLUMN("extra-column", "a column is not configured"),
    WRONG_TYPE("wrong-type", "a column's value, or the `features` of the task, have the wrong type"),
    NOT_FINITE("not-finite", "a number is NaN, infinite or beyond float64"),
    WRONG_LENGTH("wrong-length", "the feature array has another length than the configured columns"),
    UNDECODABLE_TEXT("undecodable-text", "the text is not UTF-8, or holds an unpaired surrogate"),
    EMPTY_SEQUENCE("empty-sequence", "the sentence has no token"),
    TAGS_MISMATCH("tags-mismatch", "there are not as many tags as tokens"),
    UNKNOWN_TAG("unknown-tag", "a tag is none of the configured classes"),
    SEQUENCE_TOO_LONG(
            "sequence-too-long", "there are more tokens or words than sequence.max-length, and too-long is `reject`"),
    EMPTY_SOURCE("empty-source", "the source of a translation or summary is empty or only white space"),
    EMPTY_TARGET("empty-target", "the target of a translation or summary is empty or only white space"),
    IMAGE_SHAPE("image-shape", "the image has another height, width or number of channels than configured"),
    UNDECODABLE_IMAGE("undecodable-image", "a PNG or JPEG file is damaged, or of a kind that Java does not read"),
    PIXEL_OUT_OF_RANGE("pixel-out-of-range", "a pixel is no whole number from 0 to 255"),
    NON_FINITE_UPDATE(
            "non-finite-update",
            "the record is sound, but loss or gradient of its micro-batch was not finite; the update was not applied"),
    TOO_MANY_MODELS(
            "too-many-models",
            "the record is sound, but its model key is new, and there are input.max-models models already"),
    STATE_FULL(
            "state-full",
            "the record is sound, but its subtask holds as many bytes of models as input.max-state-bytes allows"),
    NO_MODEL(
            "no-model",
            "the record is sound, but its model has no version to predict it by (scoring.no-model: refuse)"),
    BAD_COMMAND(
            "bad-command",
            "the record of `topics.control` is no command, or asks for what no running job of the configuration can do"),
    BAD_LABEL(
            "bad-label",
            "the record of `labels.topic` is not one JSON object with an id and a label that the configuration knows"),
    DUPLICATE_EVENT("duplicate-event", "the record is sound, but an event of its id has come before (`labels.topic`)"),
    DUPLICATE_LABEL("duplicate-label", "the label is sound, but its event has a label already (`labels.topic`)"),
    EVENT_WITHOUT_LABEL(
            "event-without-label",
            "the record is sound, but no label of its id came within labels.wait, or there was no more room for it"),
    LABEL_WITHOUT_EVENT(
            "label-without-event",
            "the label is sound, but no event of its id came within labels.wait, or there was no more room for it");

    private final String code;
    private final String meaning;

    RejectionReason(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** Every reason that lies in the record itself, and not in what becomes of it as an example. */
    public static List<RejectionReason> ofRecords() {
        return Stream.of(values())
                .filter(reason -> reason != NON_FINITE_UPDATE
                        && reason != NO_MODEL
                        && reason != BAD_COMMAND
                        && reason != BAD_LABEL
                        && !ofLateLabels().contains(reason)
                        && !ofRoom().contains(reason))
                .toList();
    }

    /** The reasons of sound records that there is no room for. */
    public static List<RejectionReason> ofRoom() {
        return List.of(TOO_MANY_MODELS, STATE_FULL);
    }

    /** The reasons of sound events and labels that do not become an example together. */
    public static List<RejectionReason> ofLateLabels() {
        return List.of(DUPLICATE_EVENT, DUPLICATE_LABEL, EVENT_WITHOUT_LABEL, LABEL_WITHOUT_EVENT);
    }

    /** The fixed code, kebab-case. */
    public String code() {
        return code;
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }
}
