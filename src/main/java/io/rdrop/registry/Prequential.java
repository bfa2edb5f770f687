package io.rdrop.registry;

import io.rdrop.Public;
import io.rdrop.example.Scores;

/** How the model had done when the snapshot was taken: since its first example, and over the last ones. */
@Public
public record Prequential(Scores cumulative, Scores window) {}
