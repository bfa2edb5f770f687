package io.rdrop.late;

import io.rdrop.example.SourcePosition;

/**
 * What the scoring job answered.
 *
 * @param position of the prediction
 * @param id of the record that was predicted
 * @param version of the model that answered; 0 if it was none
 * @param outputs class probabilities, or one number; not copied
 */
public record Served(SourcePosition position, String id, String model, long version, float[] outputs) {}
