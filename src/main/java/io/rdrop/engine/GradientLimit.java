package io.rdrop.engine;

import io.rdrop.Public;

/** Says how much of an update's gradient is applied, once it is known. */
@FunctionalInterface
@Public
public interface GradientLimit {
    /** All of it. */
    GradientLimit NONE = norm -> 1;

    /**
     * What the gradient is multiplied by before the optimiser. Asked once per update, and not for one that is not
     * finite.
     *
     * @param norm Euclidean norm of the whole gradient, finite
     * @return above 0, at most 1
     */
    double scale(double norm);
}
