package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;

/**
 * What one micro-batch did: predicted, scored, trained on. In a regression, squared errors stand for the cross-entropy
 * and squared distances between passes for the KL divergence, both in variances of the target.
 *
 * @param model model key
 * @param step training steps so far, updates on replayed examples included
 * @param rows examples in the micro-batch
 * @param applied false if loss or gradient was not finite, so that the update was left out
 * @param trained examples trained on so far, this micro-batch included; replayed ones do not count again
 * @param replayed examples of this micro-batch's updates that were replayed
 * @param memory what the model keeps of the stream
 * @param crossEntropy mean over passes of the cross-entropy, nats per row
 * @param klDivergence bidirectional KL divergence between the passes, nats per row, without alpha
 * @param loss passes * crossEntropy + alpha * klDivergence
 * @param alpha weight of the KL term at this step
 * @param learningRate the optimiser's learning rate at this step
 * @param gradientNorm Euclidean norm of the whole gradient before the optimiser
 * @param divergences how often the model was found to have diverged in this micro-batch, and taken back to a good state
 * @param cumulative scores since the model's first example
 * @param window scores over the last examples (evaluation.window)
 * @param position where the last example of the micro-batch stands
 * @param eventTimeMs latest event time in the micro-batch, milliseconds since the epoch
 * @param stepMs wall time of encoding, predicting and training, milliseconds
 * @param outliers numbers of this micro-batch that were left out, by column
 */
@Public
public record StepReport(
        String model,
        long step,
        int rows,
        boolean applied,
        long trained,
        int replayed,
        Memory memory,
        double crossEntropy,
        double klDivergence,
        double loss,
        double alpha,
        double learningRate,
        double gradientNorm,
        int divergences,
        Scores cumulative,
        Scores window,
        SourcePosition position,
        long eventTimeMs,
        double stepMs,
        List<Outliers> outliers) {
    public StepReport {
        outliers = List.copyOf(outliers);
    }

    /** What a model keeps of the stream: examples in its replay buffer, and words or categories in its dictionaries. */
    public record Memory(int replayExamples, int vocabulary) {}
}
