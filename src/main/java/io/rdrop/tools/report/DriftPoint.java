package io.rdrop.tools.report;

/**
 * Where the data are known to change, or a detector says so: the first example of the new concept, 0-based, and what
 * changes or signals.
 */
public record DriftPoint(long example, String label) {}
