package io.rdrop.tools.chaos;

import java.util.List;

/**
 * How a disturbance went.
 *
 * @param trainedMs from the disturbance to the next micro-batch that the recovered job trained on
 * @param committedMs from the disturbance to the next model version that the recovered job committed
 * @param problems what did not hold after it
 */
public record DisturbanceOutcome(
        Disturbance disturbance, String what, long trainedMs, long committedMs, List<String> problems) {
    public DisturbanceOutcome {
        problems = List.copyOf(problems);
    }
}
