package io.rdrop.engine.torch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.dense.DenseOrigin;

/** Where a network starts that only libtorch has: weights drawn from the seed; it is exported with its sizes. */
record DrawnOrigin(ModelSpec spec, Parameters parameters) implements DenseOrigin {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Start start() {
        long state = TorchOptimiser.kinds(spec.model().updater().type()) * parameters.length();
        return new Start(0, 0, parameters.drawn(spec.seed()), new float[Math.toIntExact(state)]);
    }

    /** No DL4J reads it: it says what the parameters of {@code model.safetensors} are of. */
    @Override
    public String configuration(int iteration, int epoch) {
        ObjectNode network = JSON.createObjectNode();
        network.put("network", "transformer");
        network.put("input", input());
        network.put("width", spec.transformer().width());
        network.put("layers", spec.transformer().layers());
        network.put("heads", spec.transformer().heads());
        network.put("outputs", spec.shapes().outputs());
        network.put("iteration", iteration);
        return network.toString();
    }

    @Override
    public String fingerprint() {
        return "transformer " + input() + " " + spec.transformer().width() + " x "
                + spec.transformer().layers() + ", " + spec.transformer().heads() + " heads "
                + spec.model().hidden() + " " + spec.model().activation() + " "
                + spec.shapes().outputs() + " " + spec.model().updater().type();
    }

    private String input() {
        return spec.shapes().input() instanceof InputShape.Image
                ? spec.shapes().input() + " in patches of " + spec.transformer().patchPixels()
                : spec.shapes().input().toString();
    }
}
