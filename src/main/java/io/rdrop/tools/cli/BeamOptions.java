package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.TaskType;
import io.rdrop.learn.TextSearch;
import io.rdrop.predict.Predictor;
import picocli.CommandLine.Option;

/** How widely the texts that are written are searched for. */
final class BeamOptions {
    @Option(
            names = "--beam",
            required = true,
            paramLabel = "N",
            description = "Translation and summarization: follow N sequences per source, 1 to 64 (without it: 1, the"
                    + " most probable subword each time).")
    private int beam;

    @Option(
            names = "--length-penalty",
            paramLabel = "P",
            defaultValue = "0.6",
            description = "Of the beam: divide log-probabilities by ((5 + length) / 6)^P; 0 prefers short texts"
                    + " (default: ${DEFAULT-VALUE}).")
    private double penalty;

    /** Refuses what cannot be done, before anything is opened. */
    void check(String model, TaskType task) {
        if (task.target() != TaskType.Target.WRITTEN) {
            throw new ConfigException(
                    "--beam is for translation and summarization, and model " + model + " writes no texts");
        }
        if (beam < 1 || beam > TextSearch.WIDEST) {
            throw new ConfigException("--beam must be 1 to " + TextSearch.WIDEST + " but was " + beam);
        }
        if (!(penalty >= 0) || Double.isInfinite(penalty)) {
            throw new ConfigException("--length-penalty must be >= 0 but was " + penalty);
        }
    }

    /** What opens a predictor that searches so. */
    Predictor.Builder of(Predictor.Builder builder) {
        return builder.beam(beam, penalty);
    }
}
