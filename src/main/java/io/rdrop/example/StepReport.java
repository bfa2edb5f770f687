package io.rdrop.example;

import io.rdrop.Public;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param pool how its members do; null for one network. The terms, the rate and alpha are then those of the first
 *     member with R-Drop, NaN without one, and the norm of the gradient is NaN
 * @param commands what was asked of the model since its last report, and where it took effect (docs/steering.md)
 * @param drift what the detectors of drift say (docs/drift.md); null if nothing watches
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
        List<Outliers> outliers,
        @Nullable Pool pool,
        List<AppliedCommand> commands,
        @Nullable DriftReport drift) {
    public StepReport {
        outliers = List.copyOf(outliers);
        commands = List.copyOf(commands);
    }

    /** Of a step before which nothing was asked. */
    public StepReport(
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
            List<Outliers> outliers,
            @Nullable Pool pool) {
        this(
                model,
                step,
                rows,
                applied,
                trained,
                replayed,
                memory,
                crossEntropy,
                klDivergence,
                loss,
                alpha,
                learningRate,
                gradientNorm,
                divergences,
                cumulative,
                window,
                position,
                eventTimeMs,
                stepMs,
                outliers,
                pool,
                List.of(),
                null);
    }

    /** The same, with what was asked since the last report. */
    public StepReport withCommands(List<AppliedCommand> applied) {
        return applied.isEmpty()
                ? this
                : new StepReport(
                        model,
                        step,
                        rows,
                        this.applied,
                        trained,
                        replayed,
                        memory,
                        crossEntropy,
                        klDivergence,
                        loss,
                        alpha,
                        learningRate,
                        gradientNorm,
                        divergences,
                        cumulative,
                        window,
                        position,
                        eventTimeMs,
                        stepMs,
                        outliers,
                        pool,
                        applied,
                        drift);
    }

    /** The same, with what the detectors of drift say. */
    public StepReport withDrift(DriftReport said) {
        return new StepReport(
                model,
                step,
                rows,
                applied,
                trained,
                replayed,
                memory,
                crossEntropy,
                klDivergence,
                loss,
                alpha,
                learningRate,
                gradientNorm,
                divergences,
                cumulative,
                window,
                position,
                eventTimeMs,
                stepMs,
                outliers,
                pool,
                commands,
                said);
    }

    /**
     * How the members of a pool do.
     *
     * @param members networks first
     * @param worth of R-Drop, of each network that has twins without it
     * @param auditRegret what a mixture by fixed share lost so far beyond the best member, nats
     * @param auditBound the most that it can lose beyond it, on any stream
     */
    public record Pool(List<Member> members, List<Worth> worth, double auditRegret, double auditBound) {
        public Pool {
            members = List.copyOf(members);
            worth = List.copyOf(worth);
        }
    }

    /**
     * A member of a pool.
     *
     * @param rDrop whether it learns with R-Drop
     * @param weight in the mixture of logarithms; may be negative
     * @param recentLoss mean log-loss of its own predictions over the last 2,000 examples, nats
     * @param restarts how often it diverged and began anew
     */
    public record Member(String name, boolean rDrop, double weight, double recentLoss, long restarts) {}

    /**
     * What R-Drop is worth: by how much its member's recent loss is below that of its twins, nats.
     *
     * @param againstDropout the twin with the same dropout, without the KL term; NaN if there is none
     * @param againstNone the twin without dropout; NaN if there is none
     */
    public record Worth(String member, double againstDropout, double againstNone) {}

    /** What a model keeps of the stream: examples in its replay buffer, and words or categories in its dictionaries. */
    public record Memory(int replayExamples, int vocabulary) {}
}
