package io.rdrop.tools.report;

/**
 * Where the data are known to change.
 *
 * @param example the first example of the new concept, 0-based in the stream
 * @param label what changes, one short line
 */
public record DriftPoint(long example, String label) {}
