package io.rdrop.job.wire;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.example.DriftReport;
import io.rdrop.example.StepReport;
import java.io.IOException;
import java.util.List;

/**
 * A signal of a detector of drift: an event among those of versions.
 *
 * @param event {@value #EVENT}
 * @param job name of the job
 * @param model model key
 * @param signal what was signalled, and by which detector
 * @param examples examples of the model that had been trained on, those of the micro-batch included
 * @param step updates of the model
 * @param after the last example of the micro-batch, as {@code topic-partition@offset}
 */
@JsonPropertyOrder({"event", "job", "model", "signal", "examples", "step", "after"})
public record DriftEvent(
        String event, String job, String model, DriftReport.Mark signal, long examples, long step, String after) {
    /** The value of the key {@code event}. */
    public static final String EVENT = "drift";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those of a micro-batch, in their order. */
    public static List<DriftEvent> of(String job, StepReport report) {
        return report.drift() == null
                ? List.of()
                : report.drift().marks().stream()
                        .map(mark -> new DriftEvent(
                                EVENT,
                                job,
                                report.model(),
                                mark,
                                report.trained(),
                                report.step(),
                                report.position().toString()))
                        .toList();
    }

    /** As UTF-8 JSON. */
    byte[] json() throws IOException {
        return JSON.writeValueAsBytes(this);
    }

    /**
     * Reads an event.
     *
     * @throws IOException if it is none of this kind
     */
    static DriftEvent read(byte[] json) throws IOException {
        try {
            return JSON.readValue(json, DriftEvent.class);
        } catch (JsonProcessingException e) {
            throw new IOException("no signal of drift: " + e.getOriginalMessage(), e);
        }
    }
}
