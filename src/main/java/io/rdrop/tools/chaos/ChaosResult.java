package io.rdrop.tools.chaos;

import java.util.List;
import java.util.Map;

/**
 * What a run came to: examples trained on, dead letters, how often models diverged and were taken back, the models'
 * states at the end, and what does not hold.
 */
public record ChaosResult(
        List<DisturbanceOutcome> outcomes,
        long examples,
        long rejected,
        long divergences,
        Map<String, String> states,
        List<String> problems) {
    public ChaosResult {
        outcomes = List.copyOf(outcomes);
        states = Map.copyOf(states);
        problems = List.copyOf(problems);
    }
}
