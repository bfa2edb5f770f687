package io.rdrop.tools.report;

/** One committed model snapshot, with the SHA-256 of the model file in lower-case hex. */
public record SnapshotEntry(String model, long version, long step, String sha256) {}
