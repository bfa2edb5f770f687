package io.rdrop.tools.feed.generator;

/** A change of concept: the first example (0-based) that it can affect, its width (0 if abrupt), and what changes. */
public record DriftPoint(long example, long widthExamples, String change) {}
