package io.rdrop.tools.cli;

import io.rdrop.config.ConfigException;
import io.rdrop.config.TaskType;
import io.rdrop.example.Example;
import io.rdrop.example.TextFeatures;
import io.rdrop.learn.TextDraw;
import io.rdrop.predict.Predictor;
import picocli.CommandLine.Option;

/** How a language model continues the texts that it is asked about. */
final class ContinueOptions {
    @Option(
            names = "--continue",
            required = true,
            paramLabel = "N",
            description = "Language model: also draw N characters that follow each text, as `continuation`.")
    private int characters;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Of what is drawn: 1 as the model believes, below 1 more of the same, 0 the more probable bit"
                    + " each time (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--draw-seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "The same number draws the same texts (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** Refuses what cannot be done, before anything is read. */
    void check(String model, TaskType task) {
        if (task != TaskType.LANGUAGE_MODEL) {
            throw new ConfigException(
                    "--continue is for language models (task: language-model), and model " + model + " is none");
        }
        if (characters < 1 || characters > TextDraw.MOST_CHARACTERS) {
            throw new ConfigException("--continue must be 1 to " + TextDraw.MOST_CHARACTERS + " but was " + characters);
        }
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new ConfigException("--temperature must be >= 0 but was " + temperature);
        }
    }

    /** What follows the text of an example; each number of a row draws something else. */
    String of(Predictor predictor, Example example, long row) {
        String text = ((TextFeatures) example.features()).text();
        return predictor.continuation(text, characters, temperature, seed + row);
    }
}
