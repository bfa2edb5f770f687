package io.rdrop.tools.feed.generator;

/**
 * A change of concept.
 *
 * @param example 0-based index of the first example that the change can affect
 * @param widthExamples examples until the change is complete; 0 for an abrupt one
 * @param change what changes, for people
 */
public record DriftPoint(long example, long widthExamples, String change) {}
