package io.rdrop.codec;

import io.rdrop.example.Example;
import io.rdrop.example.RejectionReason;
import io.rdrop.example.SourcePosition;
import org.jspecify.annotations.Nullable;

/** What a record says beside features and label, whatever format it came in, with the first fault in it. */
final class Envelope {
    private static final String TIME =
            "`time` must be milliseconds since the epoch or an ISO-8601 date and time (years 1 to 9999)";

    private final ModelNames models;
    private @Nullable String id;
    private String model = Example.DEFAULT_MODEL;
    private long timeMs;
    private @Nullable Fault fault;

    /** @param position gives the default of time */
    Envelope(SourcePosition position, ModelNames models) {
        this.models = models;
        timeMs = position.timestampMs();
    }

    /** Null where the record gives none. */
    @Nullable
    String id() {
        return id;
    }

    String model() {
        return model;
    }

    long timeMs() {
        return timeMs;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    void id(String given) {
        id = given;
    }

    void model(String given) {
        if (models.admit(given)) {
            model = given;
        } else {
            refuse(ModelNames.EXPECTED + " but was " + quoted(given));
        }
    }

    /** Sets milliseconds since the epoch; false if they are no time: the caller then refuses them, with their text. */
    boolean time(double ms) {
        return time(EventTime.ofMillis(ms));
    }

    /** ISO-8601. */
    void time(String text) {
        if (!time(EventTime.ofIso(text))) {
            refuseTime(quoted(text));
        }
    }

    private boolean time(@Nullable Long parsedMs) {
        if (parsedMs == null) {
            return false;
        }
        timeMs = parsedMs;
        return true;
    }

    void refuseId(String was) {
        refuse("`id` must be a string or a number but was " + was);
    }

    void refuseModel(String was) {
        refuse("`model` must be a string but was " + was);
    }

    void refuseTime(String was) {
        refuse(TIME + " but was " + was);
    }

    void refuse(String detail) {
        if (fault == null) {
            fault = new Fault(RejectionReason.BAD_ENVELOPE, detail);
        }
    }

    private static String quoted(String text) {
        return "the string \"" + Excerpt.of(text) + "\"";
    }
}
