package io.rdrop.engine.torch;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.config.TransformerConfig;
import io.rdrop.engine.InputShape;
import io.rdrop.engine.ModelSpec;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.torch.sequence.PooledEncoder;
import io.rdrop.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The networks of the configuration: {@code mlp}, {@code cnn}, {@code lstm}, the same as DL4J's, with
 * its parameters in its flattened order; and {@code transformer}. Owns its parameters.
 */
final class TorchNetwork implements AutoCloseable {
    private static final List<Integer> FILTERS = List.of(8, 16);
    private static final int KERNEL = 5;

    private final ModelConfig model;
    private final Parameters parameters;
    private final List<Layer> layers = new ArrayList<>();
    private int index;
    private int dropouts;
    private String prefix = "";

    private TorchNetwork(ModelConfig model, Place place) {
        this.model = model;
        this.parameters = new Parameters(place);
    }

    /** With parameters that are 0; the caller closes it. */
    static TorchNetwork of(ModelSpec spec, Place place) {
        TorchNetwork network = new TorchNetwork(spec.model(), place);
        int width = spec.type() == ModelType.TRANSFORMER
                ? network.encoder(spec)
                : network.features(spec.type(), spec.shapes().input());
        network.dense(width, spec.shapes().outputs(), spec.type());
        network.parameters.allocate();
        return network;
    }

    private int features(ModelType type, InputShape input) {
        return switch (type) {
            case MLP -> input.width();
            case CNN -> image((InputShape.Image) input);
            case LSTM -> recurrent((InputShape.Tokens) input);
            case AUTO, DL4J, TEXT_CNN, TRANSFORMER -> throw new IllegalArgumentException("no network of type " + type);
        };
    }

    private int image(InputShape.Image image) {
        int kernel = model.kernel() == null ? KERNEL : model.kernel();
        int channels = image.channels();
        int height = image.height();
        int columns = image.columns();
        dropout(model.inputDropout());
        layers.add(new Layers.Unflatten(channels, height, columns));
        for (int filters : model.filters().isEmpty() ? FILTERS : model.filters()) {
            layers.add(new Layers.Convolution(
                    bias(filters), weight(filters, channels, kernel, kernel), kernel, model.activation()));
            index++;
            if (height >= 2 && columns >= 2) {
                layers.add(new Layers.Pool());
                index++;
                height /= 2;
                columns /= 2;
            }
            channels = filters;
        }
        layers.add(new Layers.Flatten());
        return channels * height * columns;
    }

    private void embedding(InputShape.Tokens tokens) {
        layers.add(new Layers.Embedding(
                weight(model.embedding(), tokens.vocabulary()), model.embedding(), tokens.length()));
        index++;
        dropout(model.inputDropout());
    }

    private int recurrent(InputShape.Tokens tokens) {
        int units = model.recurrentUnits();
        embedding(tokens);
        layers.add(new Layers.LstmLast(
                parameters.weight(index + ".input_weight", 4L * units, model.embedding()),
                parameters.weight(index + ".recurrent_weight", 4L * units, units),
                bias(4L * units),
                units));
        index++;
        return units;
    }

    private int encoder(ModelSpec spec) {
        TransformerConfig sizes = spec.transformer();
        InputShape input = spec.shapes().input();
        int pixels = sizes.patchPixels();
        int tokens = input instanceof InputShape.Image image ? PooledEncoder.patches(image, pixels) : input.width();
        SequenceSettings settings = new SequenceSettings(
                SequenceSettings.Kind.TRANSFORMER,
                input instanceof InputShape.Tokens words ? words.vocabulary() : 1,
                spec.shapes().outputs(),
                1,
                sizes.width(),
                sizes.layers(),
                sizes.heads(),
                tokens,
                model.dropout());
        PooledEncoder encoder = input instanceof InputShape.Image image
                ? PooledEncoder.ofImages(parameters, settings, image, pixels)
                : PooledEncoder.ofWords(parameters, settings);
        layers.add(new Layers.Encoder(encoder));
        dropouts = model.dropout() > 0 ? encoder.dropouts() : 0;
        prefix = "head.";
        return sizes.width();
    }

    private void dense(int width, int outputs, ModelType type) {
        List<Integer> units = new ArrayList<>(model.hidden());
        units.add(outputs);
        int inputs = width;
        for (int i = 0; i < units.size(); i++) {
            dropout(i == 0 && type == ModelType.MLP ? model.inputDropout() : model.dropout());
            layers.add(new Layers.Dense(
                    weight(units.get(i), inputs), bias(units.get(i)), i < units.size() - 1, model.activation()));
            index++;
            inputs = units.get(i);
        }
    }

    private void dropout(double share) {
        if (share > 0) {
            layers.add(new Layers.Dropout(dropouts++, 1 - share));
        }
    }

    private Parameters.Parameter weight(long... shape) {
        return parameters.weight(prefix + index + ".weight", shape);
    }

    private Parameters.Parameter bias(long... shape) {
        return parameters.bias(prefix + index + ".bias", shape);
    }

    /** Whether any two passes can differ. */
    boolean hasDropout() {
        return dropouts > 0;
    }

    /** Units of the first layer of an mlp. */
    int firstUnits() {
        return (int) parameters.list().get(0).shape()[0];
    }

    Parameters parameters() {
        return parameters;
    }

    /** [passes * rows, outputs], before any softmax. */
    Tensor forward(Tensor inputs, Step step) {
        Tensor x = inputs;
        for (Layer layer : layers) {
            x = layer.forward(x, step);
        }
        return step.stacked(x);
    }

    /** The same in a graph, without dropout; of [rows, inputs]. */
    Value graph(Value inputs, NetworkGraph graph) {
        Value x = inputs;
        for (Layer layer : layers) {
            x = layer.graph(x, graph);
        }
        return x;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
