package io.rdrop.engine;

/**
 * The GPUs of an engine.
 *
 * @param count GPUs that its networks can train on; 0 if it computes on the CPU
 * @param areOptional whether a network of its own may be left on the CPU though there are some
 * @param advice what gives it one, as the middle of a sentence
 */
public record Gpus(int count, boolean areOptional, String advice) {
    /** Of an engine that knows none. */
    public static final Gpus NONE = new Gpus(0, false, "name an engine that computes on GPUs (model.engine)");
}
