package io.rdrop.engine.dense;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.DropoutCounter;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.TrainableModel;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Dense networks whose weights are drawn here. */
final class DenseModels {
    private DenseModels() {}

    /**
     * A specification.
     *
     * @param model entries of {@code model} in YAML
     * @param rDrop entries of {@code r-drop}
     */
    static ModelSpec spec(long seed, InputShape input, OutputShape output, String model, String rDrop) {
        boolean isClassifier = output instanceof OutputShape.Classes;
        String label = isClassifier
                ? "classes: ["
                        + IntStream.range(0, output.size())
                                .mapToObj(c -> "c" + c)
                                .collect(Collectors.joining(", ")) + "]"
                : "name: y";
        String yaml = String.format(
                Locale.ROOT,
                "task: %s%nfeatures: [{name: x}]%nlabel: {%s}%nseed: %d%nmodel: {%s}%nr-drop: {%s}%n",
                isClassifier ? "classification" : "regression",
                label,
                seed,
                model,
                rDrop);
        JobConfig config = JobConfigs.parse(yaml, "test", List.of());
        return ModelSpec.of(config, input, output);
    }

    /** A new model; the caller closes it. */
    static TrainableModel create(ModelSpec spec) {
        DenseNetwork network = DenseNetwork.of(spec);
        return new DenseModel(
                network,
                DropoutCounter.of(spec),
                spec,
                new ModelState.Identity(null, DenseNetwork.identity(spec)),
                new DrawnHere(network, spec.seed()));
    }

    private record DrawnHere(DenseNetwork network, long seed) implements DenseOrigin {
        @Override
        public Start start() {
            Random random = new Random(seed);
            float[] parameters = new float[(int) network.parameters()];
            int at = 0;
            for (DenseNetwork.Layer layer : network.layers()) {
                for (int i = 0; i < layer.parameters(); i++) { // no bias of 0, at which activations have their kinks
                    parameters[at + i] = (float) (random.nextGaussian() / Math.sqrt(layer.inputs()));
                }
                at += (int) layer.parameters();
            }
            return new Start(0, 0, parameters, new float[(int) network.optimiserState()]);
        }

        @Override
        public String fingerprint() {
            return "drawn here";
        }

        @Override
        public String configuration(int iteration, int epoch) {
            return "{\"iterations\": " + iteration + "}";
        }
    }
}
