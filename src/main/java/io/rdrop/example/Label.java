package io.rdrop.example;

/**
 * A label that came after its event, or before it.
 *
 * @param id of its event
 * @param model the model key of its event
 * @param target class index, 0-based, or the number that was to be predicted
 * @param weight of the example that it makes, instead of the event's; NaN if it gives none
 */
public record Label(SourcePosition position, String id, String model, double target, double weight) {
    /** A label that gives no weight. */
    public Label(SourcePosition position, String id, String model, double target) {
        this(position, id, model, target, Double.NaN);
    }
}
