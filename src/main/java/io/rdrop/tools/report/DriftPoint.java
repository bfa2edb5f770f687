package io.rdrop.tools.report;

/** Where the data are known to change: the first example of the new concept, 0-based, and what changes. */
public record DriftPoint(long example, String label) {}
