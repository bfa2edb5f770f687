package io.rdrop.config;

/** How the model is refereed. */
public record EvaluationConfig(
        @Setting(value = "Examples in the sliding prequential scores.", byDefault = "1000")
        int window) {
    public EvaluationConfig {
        Check.within("window", window, 1, 10_000_000);
    }
}
