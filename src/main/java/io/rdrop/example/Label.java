package io.rdrop.example;

/**
 * A label that came after its event, or before it.
 *
 * @param id of its event
 * @param model the model key of its event
 * @param target class index, 0-based, or the number that was to be predicted
 */
public record Label(SourcePosition position, String id, String model, double target) {}
