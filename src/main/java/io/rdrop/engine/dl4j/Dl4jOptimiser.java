package io.rdrop.engine.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's own gradient normalisation, L1 and L2, updater with its schedules, step, weight decay, constraints. */
final class Dl4jOptimiser {
    private static final WorkspaceConfiguration UPDATER_WORKSPACE =
            WorkspaceConfiguration.builder().build();

    private final Network network;
    private final Model model;
    private final GradientNorm norm;
    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
            .with(ArrayType.UPDATER_WORKING_MEM, "WS_RDROP_UPDATER", UPDATER_WORKSPACE)
            .build();

    Dl4jOptimiser(Network network) {
        this.network = network;
        this.model = network.model();
        this.norm = new GradientNorm(network.trainables());
    }

    /** Euclidean norm of the gradient; NaN or infinite if any value is. */
    double gradientNorm() {
        return norm.of(flat());
    }

    /**
     * One step, constraints included, with the gradient multiplied by the scale first; it is undefined afterwards. The
     * step is multiplied by the rate: as good as another step size, to all optimisers of DL4J.
     */
    void step(double scale, double rate, int iteration, int epoch, int rows) {
        INDArray gradient = flat();
        if (scale != 1) {
            norm.scale(gradient, scale);
        }
        network.updater().update(model.gradient(), iteration, epoch, rows, workspaces);
        if (rate != 1) {
            norm.scale(gradient, rate);
        }
        INDArray parameters = model.params();
        parameters.subi(gradient.reshape(parameters.shape()));
        model.applyConstraints(iteration + 1, epoch);
    }

    private INDArray flat() {
        return model.getGradientsViewArray();
    }
}
