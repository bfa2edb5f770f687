package io.rdrop.engine;

import io.rdrop.Public;

/**
 * What one update measured, before the parameters moved.
 *
 * <p>A model of numbers has squared errors for the cross-entropy and squared distances between passes for the KL
 * divergence, both on the scale of its targets.
 *
 * <p>A plain step has one pass, divergence 0 and alpha 0. Terms are per row, whatever the reduction.
 *
 * @param crossEntropy mean over passes of the cross-entropy, nats per row
 * @param klDivergence bidirectional KL divergence between the passes, nats per row, without alpha
 * @param loss passes * crossEntropy + alpha * klDivergence
 * @param alpha weight of the KL term
 * @param learningRate step size that the optimiser used
 * @param gradientNorm Euclidean norm of the whole gradient, before clipping and before the optimiser
 * @param applied false if loss or gradient was not finite: then nothing changed but the step
 */
@Public
public record UpdateResult(
        double crossEntropy,
        double klDivergence,
        double loss,
        double alpha,
        double learningRate,
        double gradientNorm,
        boolean applied) {}
