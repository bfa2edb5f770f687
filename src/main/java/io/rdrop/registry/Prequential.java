package io.rdrop.registry;

import io.rdrop.Public;
import io.rdrop.example.Scores;

/**
 * How the model had done when the snapshot was taken.
 *
 * @param cumulative since the model's first example
 * @param window over the last examples (evaluation.window)
 */
@Public
public record Prequential(Scores cumulative, Scores window) {}
