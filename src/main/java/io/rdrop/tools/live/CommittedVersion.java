package io.rdrop.tools.live;

/** A snapshot that the registry has; when it was made is ISO-8601. */
public record CommittedVersion(String model, long version, long step, long examples, String createdAt) {}
