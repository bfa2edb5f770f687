package io.rdrop.engine.torch.sequence;

import io.rdrop.engine.InputShape;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.torch.Masks;
import io.rdrop.engine.torch.NetworkGraph;
import io.rdrop.engine.torch.Parameters;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.sequence.Blocks.Embedding;
import io.rdrop.engine.torch.sequence.Blocks.Linear;
import io.rdrop.engine.torch.sequence.Blocks.Pass;
import io.rdrop.engine.torch.sequence.Blocks.Transformer;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A pre-norm Transformer encoder (arXiv 1706.03762) with learned positions, and the mean over the tokens of each row:
 * what a classifier reads of a text or of an image. A token is a word, or a patch of an image (arXiv 2010.11929), which
 * a linear layer makes a vector of.
 */
public final class PooledEncoder {
    private final @Nullable Embedding words;
    private final @Nullable Patches patches;
    private final Embedding positions;
    private final Transformer transformer;

    private PooledEncoder(
            @Nullable Embedding words, @Nullable Patches patches, Embedding positions, Transformer transformer) {
        this.words = words;
        this.patches = patches;
        this.positions = positions;
        this.transformer = transformer;
    }

    /** Of words; the settings have their vocabulary, and the longest text. */
    public static PooledEncoder ofWords(Parameters parameters, SequenceSettings settings) {
        Embedding words = Embedding.of(parameters, "embedding", settings.vocabulary(), settings.width());
        return new PooledEncoder(words, null, positions(parameters, settings), encoder(parameters, settings));
    }

    /** Of images; the settings have as longest length what {@link #patches} says. */
    public static PooledEncoder ofImages(
            Parameters parameters, SequenceSettings settings, InputShape.Image image, int pixels) {
        Patches patches = Patches.of(parameters, image, pixels, settings.width());
        return new PooledEncoder(null, patches, positions(parameters, settings), encoder(parameters, settings));
    }

    private static Embedding positions(Parameters parameters, SequenceSettings settings) {
        return Embedding.of(parameters, "positions", settings.maxLength(), settings.width());
    }

    private static Transformer encoder(Parameters parameters, SequenceSettings settings) {
        return Transformer.of(parameters, "encoder", settings, false, false, 0);
    }

    /** Patches of an image, those that are filled up included. */
    public static int patches(InputShape.Image image, int pixels) {
        return ceil(image.height(), pixels) * ceil(image.columns(), pixels);
    }

    private static int ceil(int size, int part) {
        return (size + part - 1) / part;
    }

    /** Dropouts that it has, the first of the network. */
    public int dropouts() {
        return transformer.dropouts();
    }

    /**
     * Computes the features.
     *
     * @param x [rows, words] numbers of words, or [rows, channels * height * columns] pixels
     * @param masks null for a prediction
     * @param lengths [rows] words of each row, at least 1; null for all
     * @return [passes * rows, width], pass-major
     */
    public Tensor forward(
            Tensor x, int rows, int passes, @Nullable Masks masks, int @Nullable [] lengths, Place place) {
        int[] tokens = lengths == null ? new int[rows] : lengths;
        if (lengths == null) {
            Arrays.fill(tokens, patches == null ? (int) x.size(1) : patches.count());
        }
        Packing packing = Packing.of(tokens, 1);
        Tensor vectors = patches == null ? read(x, tokens, packing.total(), place) : patches.forward(x);
        Tensor placed = vectors.add(positions.rows(packing.positions(place)));
        Packing stacked = Packing.of(tokens, passes);
        Pass pass = new Pass(passes, packing.total(), masks, place);
        return stacked.mean(transformer.forward(placed, stacked, null, null, pass), place);
    }

    /**
     * The same in a graph: padding is computed, too, and hidden from attention and mean.
     *
     * @param x as {@link #forward} has it, float32
     * @return [rows, width]
     */
    public Value graph(Value x, NetworkGraph graph) {
        Formula formula = graph.formula();
        Value vectors = patches == null
                ? formula.gather(graph.constant(Objects.requireNonNull(words).weight()), formula.toLong(x), 0)
                : patches.graph(x, graph);
        Value placed = formula.plus(vectors, graph.constant(positions.weight()));
        Value shown = graph.shown(Math.toIntExact(positions.weight().shape()[0]));
        Value read = transformer.graph(placed, shown, graph);
        if (shown == null) {
            return graph.to().op("ReduceMean", Map.of("axes", new long[] {1}, "keepdims", 0L), read);
        }
        Value sum = formula.sumAway(formula.times(read, formula.unsqueeze(shown, 2)), 1);
        return formula.over(sum, formula.sum(shown, 1));
    }

    /** Vectors of the words that are there, [total, width]. */
    private Tensor read(Tensor x, int[] lengths, int total, Place place) {
        long[] from = new long[total];
        int word = 0;
        for (int row = 0; row < lengths.length; row++) {
            for (int at = 0; at < lengths[row]; at++) {
                from[word++] = row * x.size(1) + at;
            }
        }
        Tensor numbers = x.flatten().index_select(0, place.indices(from, total)).to(ScalarType.Long);
        return Objects.requireNonNull(words).rows(numbers);
    }

    /** Patches of an image, row by row, each its pixels channel by channel, made a vector of. */
    private record Patches(InputShape.Image image, int pixels, Linear linear) {
        static Patches of(Parameters parameters, InputShape.Image image, int pixels, int width) {
            return new Patches(
                    image, pixels, Linear.of(parameters, "patches", image.channels() * pixels * pixels, width));
        }

        int count() {
            return patches(image, pixels);
        }

        /** [rows * patches, width]; what an image lacks of whole patches is 0. */
        Tensor forward(Tensor x) {
            long down = ceil(image.height(), pixels);
            long across = ceil(image.columns(), pixels);
            Tensor images = x.view(-1, image.channels(), image.height(), image.columns());
            Tensor whole = torch.constant_pad_nd(
                    images, 0, across * pixels - image.columns(), 0, down * pixels - image.height());
            return linear.forward(whole.view(-1, image.channels(), down, pixels, across, pixels)
                    .permute(0, 2, 4, 1, 3, 5)
                    .reshape(-1, (long) image.channels() * pixels * pixels));
        }

        /** [rows, patches, width]: a convolution that moves on by its whole kernel. */
        Value graph(Value x, NetworkGraph graph) {
            Formula formula = graph.formula();
            int channels = image.channels();
            int down = ceil(image.height(), pixels);
            int across = ceil(image.columns(), pixels);
            Value images = formula.reshape(x, 0, channels, image.height(), image.columns());
            Value wide = filled(images, 3, graph, channels, image.height(), across * pixels - image.columns());
            Value whole = filled(wide, 2, graph, channels, down * pixels - image.height(), across * pixels);
            long width = linear.weight().shape()[0];
            Value filters = graph.to().constant(NetworkGraph.values(linear.weight()), width, channels, pixels, pixels);
            long[] stride = {pixels, pixels};
            Map<String, Object> attributes =
                    Map.of("auto_pad", "SAME_UPPER", "strides", stride, "dilations", new long[] {1, 1});
            Value seen = graph.to().op("Conv", attributes, whole, filters, graph.constant(linear.bias()));
            return graph.permuted(formula.reshape(seen, 0, width, (long) down * across), 0, 2, 1);
        }

        /** Zeros behind an axis, of those sizes for each row. */
        private static Value filled(Value value, long axis, NetworkGraph graph, int channels, int height, int columns) {
            if (height == 0 || columns == 0) {
                return value;
            }
            Formula formula = graph.formula();
            Value rows = formula.slice(graph.to().op("Shape", value), 0, 0, 1);
            Value sizes = formula.join(0, List.of(rows, graph.to().longs(channels, height, columns)));
            Value zeros = graph.to().op("Expand", graph.to().constant(new float[1], 1, 1, 1, 1), sizes);
            return formula.join(axis, List.of(value, zeros));
        }
    }
}
