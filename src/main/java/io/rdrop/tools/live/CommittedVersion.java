package io.rdrop.tools.live;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot that the registry has.
 *
 * @param model model key
 * @param version version in the registry
 * @param step training step it was taken at
 * @param examples examples trained on until then
 * @param createdAt when, ISO-8601
 * @param heldBack why {@code latest} does not move to it; null if it does
 * @param latest the version that {@code latest} names; 0 for none
 * @param isPinned whether an operator keeps it there
 */
public record CommittedVersion(
        String model,
        long version,
        long step,
        long examples,
        String createdAt,
        @Nullable String heldBack,
        long latest,
        boolean isPinned) {}
