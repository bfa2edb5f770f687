package io.rdrop.tools.experiment;

/**
 * Two variants whose difference is told, seed by seed.
 *
 * @param variant its name
 * @param against the name of the other
 */
public record Contrast(String variant, String against) {}
