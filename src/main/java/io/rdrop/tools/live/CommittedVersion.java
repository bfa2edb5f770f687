package io.rdrop.tools.live;

/**
 * A snapshot that the registry has.
 *
 * @param model model key
 * @param version version in the registry
 * @param step training step it was taken at
 * @param examples examples trained on until then
 * @param createdAt when, ISO-8601
 */
public record CommittedVersion(String model, long version, long step, long examples, String createdAt) {}
