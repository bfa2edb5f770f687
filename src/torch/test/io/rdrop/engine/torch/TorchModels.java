package io.rdrop.engine.torch;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.config.ModelType;
import io.rdrop.config.TransformerConfig;
import io.rdrop.engine.Engines;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.OutputShape;
import io.rdrop.engine.Shapes;
import io.rdrop.engine.TrainableModel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Models of small networks, by the engine that the configuration names. */
final class TorchModels {
    /** Of Transformers: 2 layers of 8 units, patches of 2 x 2 pixels. */
    static final TransformerConfig SMALL = new TransformerConfig(300, 1, null, 8, 2, 2, 2, 1, 0, 1);

    private TorchModels() {}

    /**
     * A specification; tokens are masked.
     *
     * @param engine as {@code model.engine} names it
     * @param model other entries of {@code model} in YAML
     * @param rDrop entries of {@code r-drop}
     */
    static ModelSpec spec(
            String engine,
            ModelType type,
            long seed,
            InputShape input,
            OutputShape output,
            String model,
            String rDrop) {
        boolean isClassifier = output instanceof OutputShape.Classes;
        String label = isClassifier
                ? "classes: ["
                        + IntStream.range(0, output.size())
                                .mapToObj(c -> "c" + c)
                                .collect(Collectors.joining(", ")) + "]"
                : "column: y";
        String yaml = "task: " + (isClassifier ? "classification" : "regression") + "\nfeatures: [{name: x}]\nlabel: {"
                + label + "}\nmodel: {engine: " + engine + ", " + model + "}\nr-drop: {" + rDrop + "}\n";
        JobConfig config = JobConfigs.parse(yaml, "test", List.of());
        Shapes shapes = new Shapes(input, output, input instanceof InputShape.Tokens);
        return new ModelSpec(type, config.model(), config.rDrop(), seed, shapes, SMALL);
    }

    /** A new model; the caller closes it. */
    static TrainableModel create(ModelSpec spec) {
        return Engines.load().create(spec);
    }
}
