package io.rdrop.learn;

import io.rdrop.engine.UpdateResult;
import org.jspecify.annotations.Nullable;

/** The means of updates that were applied; of the last one, if none was. */
final class UpdateMeans {
    private double crossEntropy;
    private double klDivergence;
    private double loss;
    private double gradientNorm;
    private int applied;
    private int count;
    private @Nullable UpdateResult last;

    void add(UpdateResult update) {
        count++;
        if (update.applied()) {
            crossEntropy += update.crossEntropy();
            klDivergence += update.klDivergence();
            loss += update.loss();
            gradientNorm += update.gradientNorm();
            applied++;
        }
        if (update.applied() || applied == 0) {
            last = update;
        }
    }

    /** Alpha and rate of the last; applied if all were. */
    UpdateResult result() {
        if (last == null) {
            throw new IllegalStateException("there was no update");
        }
        return applied == 0
                ? last
                : new UpdateResult(
                        crossEntropy / applied,
                        klDivergence / applied,
                        loss / applied,
                        last.alpha(),
                        last.learningRate(),
                        gradientNorm / applied,
                        applied == count);
    }
}
