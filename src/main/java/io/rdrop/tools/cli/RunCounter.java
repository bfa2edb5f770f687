package io.rdrop.tools.cli;

import io.rdrop.example.StepReport;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells the runs in a topic of step reports apart: a job that starts without state begins each model anew. Takes the
 * reports of a model in their order.
 */
final class RunCounter {
    private final Map<String, Integer> runs = new HashMap<>();
    private final Map<String, Long> lastStep = new HashMap<>();
    private long repeated;

    /** The run of the report's model that it belongs to, from 1. */
    int runOf(StepReport report) {
        Long last = lastStep.put(report.model(), report.step());
        boolean anew = last == null || (report.step() <= last && report.trained() <= report.rows());
        if (!anew && report.step() <= last) {
            repeated++;
        }
        return runs.merge(report.model(), anew ? 1 : 0, Integer::sum);
    }

    /** How many runs of a model there were. */
    int runs(String model) {
        return runs.getOrDefault(model, 0);
    }

    /** The most runs of any model. */
    int most() {
        return runs.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Times a model went back to an earlier step but not to the first: the job went on from an older savepoint. */
    long repeated() {
        return repeated;
    }
}
