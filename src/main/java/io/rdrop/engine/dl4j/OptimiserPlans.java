package io.rdrop.engine.dl4j;

import io.rdrop.engine.dense.BagTable;
import io.rdrop.engine.dense.IdleSteps;
import io.rdrop.engine.dense.IdleSteps.Kind;
import io.rdrop.engine.dense.IdleSteps.Settings;
import io.rdrop.engine.dense.NativeFloats;
import io.rdrop.engine.dense.PlannedLayer;
import io.rdrop.engine.dense.PlannedOptimiser;
import io.rdrop.engine.dense.PlannedOptimiser.Penalty;
import io.rdrop.engine.dense.PlannedOptimiser.Run;
import io.rdrop.engine.dense.PlannedOptimiser.Schedule;
import io.rdrop.engine.dense.UpdateRule;
import io.rdrop.engine.dense.UpdateRule.Adam.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
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

/** Compiles DL4J's updater of a network into a planned optimiser over the same state, block by block. */
final class OptimiserPlans {
    private static final Schedule NONE = (iteration, epoch) -> 0;

    private OptimiserPlans() {}

    /**
     * The planned optimiser; empty if the network has gradient normalisation, constraints, L1, or an updater that has no plan.
     *
     * @param network in host memory
     * @param first first parameter that it moves
     */
    static Optional<PlannedOptimiser> compile(Network network, int first) {
        return runs(network, first)
                .map(runs -> new PlannedOptimiser(
                        NetworkPlans.memory(network.model().params()),
                        NetworkPlans.memory(network.model().getGradientsViewArray()),
                        runs));
    }

    private static Optional<List<Run>> runs(Network network, int first) {
        List<Run> runs = new ArrayList<>();
        INDArray state = network.updater().getStateViewArray();
        for (UpdaterBlock block : network.updater().getUpdaterBlocks()) {
            IUpdater updater = block.getGradientUpdater().getConfig();
            UpdateRule rule = rule(updater);
            List<Penalty> penalties = penalties(block, updater);
            if (rule == null || penalties == null) {
                return Optional.empty();
            }
            runs.add(new Run(
                    block.getParamOffsetStart(),
                    Math.max(first, block.getParamOffsetStart()),
                    block.getParamOffsetEnd(),
                    rule,
                    state(state, block),
                    updater::getLearningRate,
                    penalties));
        }
        return Optional.of(runs);
    }

    /**
     * How the first weights go on without a gradient, many steps at once; empty if their optimiser does not allow it.
     *
     * @param network in host memory, of the configuration's own kind: rates and coefficients of a file may change with the steps
     */
    static Optional<IdleSteps> idle(Network network) {
        return runs(network, 0).flatMap(runs -> {
            Penalty penalty = runs.get(0).penalties().get(0);
            UpdaterBlock block = network.updater().getUpdaterBlocks().get(0);
            return settings(
                            block.getGradientUpdater().getConfig(),
                            penalty.before().at(0, 0),
                            penalty.after().at(0, 0))
                    .flatMap(IdleSteps::of);
        });
    }

    /**
     * The weights of the first layer as a table. They are taken as they lie: {@link BagTable#fromStandard} turns them.
     *
     * @param network in host memory
     * @param layer the first one
     * @param idle of the optimiser under which its rows are
     */
    static Optional<BagTable> table(Network network, PlannedLayer layer, IdleSteps idle) {
        int length = layer.inputs() * layer.units();
        return runs(network, 0)
                .filter(runs -> runs.get(0).to() >= length)
                .map(runs -> new BagTable(
                        layer.inputs(),
                        layer.units(),
                        layer.weights(),
                        statesOfFirst(runs.get(0).state(), runs.get(0).to(), length),
                        runs.get(0).rule(),
                        idle));
    }

    /**
     * The optimiser state of the first parameters, kind by kind.
     *
     * @param state of the whole network, or a copy of it
     * @param length parameters wanted
     */
    static NativeFloats[] statesOfFirst(Network network, NativeFloats state, int length) {
        UpdaterBlock block = network.updater().getUpdaterBlocks().get(0);
        int count = block.getUpdaterViewOffsetEnd() - block.getUpdaterViewOffsetStart();
        return statesOfFirst(state.part(0, count), block.getParamOffsetEnd(), length);
    }

    /** @param block parameters whose state it is; the first ones of the network */
    private static NativeFloats[] statesOfFirst(NativeFloats state, int block, int length) {
        return IntStream.range(0, state.length() / block)
                .mapToObj(kind -> state.part(kind * block, length))
                .toArray(NativeFloats[]::new);
    }

    private static Optional<Settings> settings(IUpdater updater, double l2, double decay) {
        double rate = updater.hasLearningRate() ? updater.getLearningRate(0, 0) : 0;
        if (updater instanceof Sgd) {
            return Optional.of(new Settings(Kind.SGD, rate, 0, 0, 0, l2, decay));
        }
        if (updater instanceof Nesterovs nesterovs) {
            return Optional.of(new Settings(Kind.MOMENTUM, rate, nesterovs.currentMomentum(0, 0), 0, 0, l2, decay));
        }
        if (updater instanceof AdaGrad adaGrad) {
            return Optional.of(new Settings(Kind.ADAGRAD, rate, 0, 0, adaGrad.getEpsilon(), l2, decay));
        }
        if (updater instanceof RmsProp rmsProp) {
            return Optional.of(
                    new Settings(Kind.RMSPROP, rate, 0, rmsProp.getRmsDecay(), rmsProp.getEpsilon(), l2, decay));
        }
        if (updater instanceof Adam adam) {
            return Optional.of(
                    new Settings(Kind.ADAM, rate, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon(), l2, decay));
        }
        if (updater instanceof AMSGrad adam) {
            return Optional.of(
                    new Settings(Kind.AMSGRAD, rate, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon(), l2, decay));
        }
        if (updater instanceof Nadam adam) {
            return Optional.of(
                    new Settings(Kind.NADAM, rate, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon(), l2, decay));
        }
        return Optional.empty();
    }

    private static NativeFloats state(@Nullable INDArray all, UpdaterBlock block) {
        int from = block.getUpdaterViewOffsetStart();
        int count = block.getUpdaterViewOffsetEnd() - from;
        return all == null ? NativeFloats.none() : NetworkPlans.memory(all).part(from, count);
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
        Schedule before = NONE;
        Schedule after = NONE;
        List<Regularization> regularizations = layer.getConfig().getRegularizationByParam(state.getParamName());
        for (Regularization regularization : regularizations == null ? List.<Regularization>of() : regularizations) {
            if (regularization instanceof L2Regularization l2 && before == NONE) {
                before = l2.getL2()::valueAt;
            } else if (regularization instanceof WeightDecay decay && after == NONE) {
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
