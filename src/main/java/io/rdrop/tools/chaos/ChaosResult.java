package io.rdrop.tools.chaos;

import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param outcomes by disturbance
 * @param examples trained on
 * @param rejected dead letters
 * @param divergences of all models, which were taken back to a good state
 * @param states of the models at the end, as they are undisturbed
 * @param problems what does not hold; empty if the run proved what it should
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
