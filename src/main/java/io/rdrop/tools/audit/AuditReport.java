package io.rdrop.tools.audit;

import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param records read from the topic
 * @param trained accepted, and within the offsets that committed versions say they were trained on
 * @param rejected not accepted, or accepted for a model that there was no room for; each with its dead letter
 * @param pending not yet in a committed version, or rejected without a dead letter that is committed yet
 * @param before accepted, but older than where the job began to read
 * @param states by model: the state of its newest version
 * @param problems what does not hold; empty if the proof succeeded
 * @param notes what could not be looked at, and why
 */
public record AuditReport(
        long records,
        long trained,
        long rejected,
        long pending,
        long before,
        Map<String, String> states,
        List<String> problems,
        List<String> notes) {
    public AuditReport {
        states = Map.copyOf(states);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}
