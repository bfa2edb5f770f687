package io.rdrop.tools.report;

/**
 * One committed model snapshot.
 *
 * @param model model key
 * @param version version in the registry
 * @param step training step the snapshot was taken at
 * @param sha256 of the model file, lower-case hex
 */
public record SnapshotEntry(String model, long version, long step, String sha256) {}
