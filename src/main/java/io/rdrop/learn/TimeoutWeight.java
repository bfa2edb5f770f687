package io.rdrop.learn;

import io.rdrop.example.Example;
import io.rdrop.objective.DelayedFeedback;

/** The weight of what is learned as the class of a time-out, once it is known what the model predicts of it. */
public final class TimeoutWeight {
    private TimeoutWeight() {}

    /**
     * The example with the weight that it is learned with, also when it is learned again.
     *
     * @param probability of its target, as it was predicted before it is learned
     */
    public static Example settled(Example example, double probability) {
        double odds = example.timeoutOdds();
        return odds == 0
                ? example
                : example.weighing(example.weight() * DelayedFeedback.weight(probability, odds))
                        .withTimeoutOdds(0);
    }
}
