package io.rdrop.tools.audit;

import io.rdrop.late.ServedScore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit of events and labels found.
 *
 * @param events records of the topic of examples
 * @param eventFates how many of them had which fate
 * @param labels records of the topic of labels
 * @param labelFates how many of them had which fate
 * @param served by model: how good the answers of each version were, computed again from the topics
 * @param problems what does not hold; empty if the proof succeeded
 */
public record LateAuditReport(
        long events,
        Map<String, Long> eventFates,
        long labels,
        Map<String, Long> labelFates,
        Map<String, List<ServedScore>> served,
        List<String> problems) {
    public LateAuditReport {
        eventFates = new TreeMap<>(eventFates);
        labelFates = new TreeMap<>(labelFates);
        served = new TreeMap<>(served);
        problems = List.copyOf(problems);
    }
}
