package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.DenseNetwork.Block;
import io.rdrop.engine.dense.PlannedOptimiser.Penalty;
import io.rdrop.engine.dense.Schedule;
import io.rdrop.engine.dense.UpdateRule;
import io.rdrop.engine.dense.UpdateRule.Adam.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Describes DL4J's updater of a network to the dense engine. */
final class OptimiserPlans {
    private OptimiserPlans() {}

    /** Block by block; empty if the network has gradient normalisation, constraints, L1, or an unknown updater. */
    static Optional<List<Block>> compile(Network network) {
        List<Block> blocks = new ArrayList<>();
        for (UpdaterBlock block : network.updater().getUpdaterBlocks()) {
            IUpdater updater = block.getGradientUpdater().getConfig();
            UpdateRule rule = rule(updater);
            List<Penalty> penalties = penalties(block, updater);
            if (rule == null || penalties == null) {
                return Optional.empty();
            }
            blocks.add(new Block(block.getParamOffsetEnd(), rule, updater::getLearningRate, penalties));
        }
        return Optional.of(blocks);
    }

    private static @Nullable UpdateRule rule(IUpdater updater) {
        // Exactly these: a subclass may compute something else.
        if (updater.getClass() == Sgd.class) {
            return new UpdateRule.Sgd();
        }
        if (updater.getClass() == Nesterovs.class) {
            return new UpdateRule.Nesterov(((Nesterovs) updater)::currentMomentum);
        }
        if (updater.getClass() == AdaGrad.class) {
            return new UpdateRule.AdaGrad(((AdaGrad) updater).getEpsilon());
        }
        if (updater.getClass() == RmsProp.class) {
            RmsProp rmsProp = (RmsProp) updater;
            return new UpdateRule.RmsProp(rmsProp.getRmsDecay(), rmsProp.getEpsilon());
        }
        if (updater.getClass() == Adam.class) {
            Adam adam = (Adam) updater;
            return new UpdateRule.Adam(Variant.PLAIN, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon());
        }
        if (updater.getClass() == AMSGrad.class) {
            AMSGrad amsGrad = (AMSGrad) updater;
            return new UpdateRule.Adam(Variant.AMSGRAD, amsGrad.getBeta1(), amsGrad.getBeta2(), amsGrad.getEpsilon());
        }
        if (updater.getClass() == Nadam.class) {
            Nadam nadam = (Nadam) updater;
            return new UpdateRule.Adam(Variant.NADAM, nadam.getBeta1(), nadam.getBeta2(), nadam.getEpsilon());
        }
        return null;
    }

    private static @Nullable List<Penalty> penalties(UpdaterBlock block, IUpdater updater) {
        List<Penalty> penalties = new ArrayList<>();
        for (UpdaterBlock.ParamState state : block.getLayersAndVariablesInBlock()) {
            Penalty penalty = penalty(state, updater);
            if (penalty == null) {
                return null;
            }
            int last = penalties.size() - 1;
            boolean goesOn = last >= 0
                    && penalties.get(last).before() == penalty.before()
                    && penalties.get(last).after() == penalty.after();
            if (goesOn) {
                penalties.set(last, penalty);
            } else {
                penalties.add(penalty);
            }
        }
        return penalties;
    }

    private static @Nullable Penalty penalty(UpdaterBlock.ParamState state, IUpdater updater) {
        Trainable layer = state.getLayer();
        GradientNormalization normalization = layer.getConfig().getGradientNormalization();
        if (normalization != null && normalization != GradientNormalization.None) {
            return null;
        }
        if (!(layer.getConfig() instanceof Layer configuration) || isConstrained(configuration.getConstraints())) {
            return null;
        }
        Schedule before = Schedule.NONE;
        Schedule after = Schedule.NONE;
        List<Regularization> regularizations = layer.getConfig().getRegularizationByParam(state.getParamName());
        for (Regularization regularization : regularizations == null ? List.<Regularization>of() : regularizations) {
            if (regularization instanceof L2Regularization l2 && before == Schedule.NONE) {
                before = l2.getL2()::valueAt;
            } else if (regularization instanceof WeightDecay decay && after == Schedule.NONE) {
                after = decay(decay, updater);
            } else {
                return null;
            }
        }
        return new Penalty(state.getParamOffsetEnd(), before, after);
    }

    private static Schedule decay(WeightDecay decay, IUpdater updater) {
        return decay.isApplyLR()
                ? (iteration, epoch) ->
                        decay.getCoeff().valueAt(iteration, epoch) * updater.getLearningRate(iteration, epoch)
                : decay.getCoeff()::valueAt;
    }

    private static boolean isConstrained(@Nullable List<LayerConstraint> constraints) {
        return constraints != null && !constraints.isEmpty();
    }
}
