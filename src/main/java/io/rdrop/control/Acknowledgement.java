package io.rdrop.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.Command;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command at one model: an event among those of versions.
 *
 * @param job name of the job
 * @param model model key; {@value Command#ALL} of what stands for models that are yet to come
 * @param verdict the code of a {@link Verdict}
 * @param reason why it did nothing, or less than it could, for people; null otherwise
 * @param examples examples of the model that had come before it
 * @param step updates of the model before it
 * @param after the last of these examples, as {@code topic-partition@offset}; null if there was none
 * @param atMs when, milliseconds since the epoch
 */
public record Acknowledgement(
        String job,
        String model,
        String verdict,
        @Nullable String reason,
        long examples,
        long step,
        @Nullable String after,
        long atMs,
        Command command) {
    /** The value of the key {@code event}. */
    public static final String EVENT = "control";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A verdict, and why. */
    public record Reason(Verdict verdict, String text) {}

    /** With the kind of event first. */
    @JsonPropertyOrder({"event", "job", "model", "verdict", "reason", "examples", "step", "after", "atMs"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Event(
            String event,
            String job,
            String model,
            String verdict,
            @Nullable String reason,
            long examples,
            long step,
            @Nullable String after,
            long atMs,
            Command command) {}

    /** As UTF-8 JSON. */
    public byte[] json() throws IOException {
        return JSON.writeValueAsBytes(
                new Event(EVENT, job, model, verdict, reason, examples, step, after, atMs, command));
    }

    /**
     * Reads an event.
     *
     * @throws IOException if it is none of this kind
     */
    public static Acknowledgement read(byte[] json) throws IOException {
        try {
            Event event = JSON.readValue(json, Event.class);
            if (!EVENT.equals(event.event())) {
                throw new IOException("event must be " + EVENT + " but was " + event.event());
            }
            return new Acknowledgement(
                    event.job(),
                    event.model(),
                    event.verdict(),
                    event.reason(),
                    event.examples(),
                    event.step(),
                    event.after(),
                    event.atMs(),
                    event.command());
        } catch (JsonProcessingException e) {
            throw new IOException("no acknowledgement: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether an event of the topic is one of these. */
    public static boolean isOne(byte[] json) {
        try {
            return EVENT.equals(JSON.readTree(json).path("event").asText());
        } catch (IOException e) {
            return false;
        }
    }
}
