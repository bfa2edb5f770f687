package io.rdrop.encode;

import io.rdrop.config.ImageConfig;
import io.rdrop.example.Example;
import io.rdrop.example.ImageFeatures;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Graph;
import io.rdrop.graph.InputValues;
import io.rdrop.graph.Tensor;
import io.rdrop.graph.Value;
import io.rdrop.tensor.TensorGraph;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pixels as pixel / 255, channel by channel and row by row. Nothing is learned from the stream. */
public final class ImageEncoder implements Encoder {
    private static final int FORMAT = 1;
    private static final float MOST = 255;

    private final ImageConfig image;
    private final int width;

    public ImageEncoder(ImageConfig image) {
        this.image = image;
        this.width = image.channels() * image.height() * image.width();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void encode(List<Example> examples, float[] inputs) {
        EncoderChecks.length(inputs, examples.size(), width);
        int at = 0;
        for (Example example : examples) {
            for (byte pixel : pixels(example)) {
                inputs[at++] = (pixel & 0xff) / MOST;
            }
        }
    }

    @Override
    public Optional<TensorGraph> encode(Formula formula) {
        Value pixels = formula.graph()
                .input(
                        "image",
                        Tensor.Type.FLOAT,
                        "pixels, 0 to 255",
                        Graph.ROWS,
                        (long) image.channels(),
                        (long) image.height(),
                        (long) image.width());
        Value flat = formula.reshape(pixels, 0, width);
        return Optional.of(
                TensorGraph.dense(width, formula.over(flat, formula.graph().scalar(MOST))));
    }

    @Override
    public List<InputValues> graphInputs(List<Example> examples) {
        double[] values = new double[examples.size() * width];
        int at = 0;
        for (Example example : examples) {
            for (byte pixel : pixels(example)) {
                values[at++] = pixel & 0xff;
            }
        }
        return List.of(new InputValues(
                "image", values, new int[] {examples.size(), image.channels(), image.height(), image.width()}));
    }

    @Override
    public void observe(List<Example> examples) {
        examples.forEach(this::pixels);
    }

    private byte[] pixels(Example example) {
        if (example.features() instanceof ImageFeatures found && found.pixels().length == width) {
            return found.pixels();
        }
        throw new IllegalArgumentException("example must be an image of " + width + " values but was not (id "
                + example.id() + ", " + example.position() + ")");
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        out.writeInt(width);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("encoder state must have format " + FORMAT + " but had " + format);
        }
        int saved = in.readInt();
        if (saved != width) {
            throw new IOException("encoder state must be of images of " + width + " values but was of " + saved);
        }
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("encoder", "image");
        description.put("format", FORMAT);
        description.put("width", width);
        description.put("shape", List.of(image.channels(), image.height(), image.width()));
        description.put("order", "channel by channel, row by row");
        description.put("scale", "pixel / 255");
        return description;
    }
}
