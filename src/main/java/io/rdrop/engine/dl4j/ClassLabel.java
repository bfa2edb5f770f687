package io.rdrop.engine.dl4j;

import io.rdrop.objective.RDropObjective;

/** Class indices among a batch's targets. */
final class ClassLabel {
    private ClassLabel() {}

    /**
     * @return the index, or {@link RDropObjective#UNLABELLED} for NaN
     * @throws IllegalArgumentException if it is no class
     */
    static int of(double target, int classes, int row) {
        if (Double.isNaN(target)) {
            return RDropObjective.UNLABELLED;
        }
        int label = (int) target;
        if (label < 0 || label >= classes || label != target) {
            throw new IllegalArgumentException(
                    "label must be within 0.." + (classes - 1) + " but was " + target + " in row " + row);
        }
        return label;
    }
}
