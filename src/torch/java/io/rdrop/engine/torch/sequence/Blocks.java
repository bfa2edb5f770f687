package io.rdrop.engine.torch.sequence;

import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.torch.Masks;
import io.rdrop.engine.torch.NetworkGraph;
import io.rdrop.engine.torch.Parameters;
import io.rdrop.engine.torch.Parameters.Parameter;
import io.rdrop.engine.torch.Place;
import io.rdrop.graph.Formula;
import io.rdrop.graph.Value;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** The parts that sequence networks are made of, on packed rows; names of parameters are PyTorch's. */
final class Blocks {
    private static final double NORM_EPSILON = 1e-5;

    /** Of what is hidden from attention in a graph: far below any score, and finite, so that nothing becomes NaN. */
    private static final float HIDDEN = -1e30f;

    private Blocks() {}

    /**
     * What a forward pass knows.
     *
     * @param masks null for a prediction
     * @param rows tokens of one pass
     */
    record Pass(int passes, int rows, @Nullable Masks masks, Place place) {}

    /** Dropout of packed rows; a token's mask does not know how many others there are. */
    record Dropout(int index, double rate) {
        Tensor forward(Tensor x, Pass pass) {
            return rate == 0 || pass.masks() == null
                    ? x
                    : pass.masks().drop(x, index, 1 - rate, pass.rows(), pass.passes(), pass.place());
        }
    }

    /** x W' + b. */
    record Linear(Parameter weight, Parameter bias) {
        static Linear of(Parameters parameters, String name, int inputs, int units) {
            return new Linear(
                    parameters.weight(name + ".weight", units, inputs), parameters.bias(name + ".bias", units));
        }

        Tensor forward(Tensor x) {
            return torch.linear(x, weight.tensor(), new TensorOptional(bias.tensor()));
        }

        Value graph(Value x, NetworkGraph graph) {
            return graph.linear(x, weight, bias);
        }
    }

    /** Layer normalisation (arXiv 1607.06450). */
    record Norm(Parameter weight, Parameter bias) {
        static Norm of(Parameters parameters, String name, int width) {
            return new Norm(parameters.bias(name + ".weight", width), parameters.bias(name + ".bias", width));
        }

        Tensor forward(Tensor x) {
            return torch.layer_norm(
                    x,
                    new long[] {x.size(x.dim() - 1)},
                    new TensorOptional(weight.tensor()),
                    new TensorOptional(bias.tensor()),
                    NORM_EPSILON,
                    true);
        }

        Value graph(Value x, NetworkGraph graph) {
            Formula formula = graph.formula();
            Value centred = formula.minus(x, formula.mean(x));
            Value variance = formula.mean(formula.times(centred, centred));
            Value deviation =
                    graph.to().op("Sqrt", formula.plus(variance, graph.to().scalar((float) NORM_EPSILON)));
            return formula.plus(
                    formula.times(formula.over(centred, deviation), graph.constant(weight)), graph.constant(bias));
        }
    }

    /** The sum of the vectors of a token's numbers. */
    record Embedding(Parameter weight) {
        static Embedding of(Parameters parameters, String name, int vocabulary, int width) {
            return new Embedding(parameters.weight(name + ".weight", vocabulary, width));
        }

        Tensor forward(Sequences batch, Place place) {
            long[] numbers = new long[batch.tokens().length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = batch.tokens()[i];
            }
            Tensor index = place.indices(numbers, numbers.length);
            Tensor vectors = weight.tensor().index_select(0, index);
            return batch.width() == 1
                    ? vectors
                    : vectors.view(batch.total(), batch.width(), vectors.size(1))
                            .sum(1);
        }

        Tensor rows(Tensor index) {
            return weight.tensor().index_select(0, index);
        }
    }

    /** Multi-head attention (arXiv 1706.03762). */
    record Attention(Linear query, Linear keyValue, Linear out, int heads) {
        static Attention of(Parameters parameters, String name, int width, int heads) {
            return new Attention(
                    Linear.of(parameters, name + ".query", width, width),
                    Linear.of(parameters, name + ".key_value", width, 2 * width),
                    Linear.of(parameters, name + ".out", width, width),
                    heads);
        }

        /**
         * @param x [tokens, width] of the sequences that look
         * @param seen [tokens, width] of those that are looked at; x itself if a sequence looks at itself
         */
        Tensor forward(Tensor x, Packing own, Tensor seen, Packing others, boolean isCausal, Place place) {
            int width = (int) x.size(1);
            Tensor q = split(own.padded(query.forward(x), place), width);
            Tensor both = others.padded(keyValue.forward(seen), place);
            Tensor k = split(both.narrow(2, 0, width), width);
            Tensor v = split(both.narrow(2, width, width), width);
            // Of a causal sequence padding lies ahead of every token: what hides the one hides the other.
            Tensor hidden = isCausal ? null : others.hidden(own.longest(), false, place);
            Tensor mixed = torch.scaled_dot_product_attention(
                    q,
                    k,
                    v,
                    hidden == null ? new TensorOptional() : new TensorOptional(hidden),
                    0.0,
                    isCausal,
                    new DoubleOptional(),
                    false);
            Tensor joined = mixed.transpose(1, 2).reshape(own.lengths().length, own.longest(), width);
            return out.forward(own.packed(joined, place));
        }

        /**
         * Of each sequence by itself, in a graph.
         *
         * @param x [rows, length, width]
         * @param shown [rows, length] 1 for what is no padding; null if nothing is
         */
        Value graph(Value x, @Nullable Value shown, NetworkGraph graph) {
            Formula formula = graph.formula();
            long width = query.weight().shape()[0];
            Value both = keyValue.graph(x, graph);
            Value q = graph.permuted(split(query.graph(x, graph), width, formula), 0, 2, 1, 3);
            Value k = graph.permuted(split(formula.slice(both, 2, 0, width), width, formula), 0, 2, 3, 1);
            Value v = graph.permuted(split(formula.slice(both, 2, width, 2 * width), width, formula), 0, 2, 1, 3);
            Value scale = graph.to().scalar((float) (1 / Math.sqrt((double) width / heads)));
            Value scores = formula.times(formula.product(q, k), scale);
            if (shown != null) {
                Value padding = formula.equal(
                        formula.unsqueeze(formula.unsqueeze(shown, 1), 1),
                        graph.to().scalar(0f));
                scores = formula.where(padding, graph.to().scalar(HIDDEN), scores);
            }
            Value mixed = formula.product(formula.softmax(scores), v);
            return out.graph(formula.reshape(graph.permuted(mixed, 0, 2, 1, 3), 0, 0, width), graph);
        }

        private Value split(Value x, long width, Formula formula) {
            return formula.reshape(x, 0, 0, heads, width / heads);
        }

        /**
         * The same for one more token of each sequence, whose keys and values are known.
         *
         * @param x [sequences, width]
         * @param known [sequences or 1, tokens, 2 * width] of what is looked at; of 1 all sequences look at the same
         */
        Tensor step(Tensor x, Tensor known) {
            int width = (int) x.size(1);
            long sequences = x.size(0);
            Tensor looked = known.expand(sequences, known.size(1), known.size(2));
            Tensor mixed = torch.scaled_dot_product_attention(
                    split(query.forward(x).view(sequences, 1, width), width),
                    split(looked.narrow(2, 0, width), width),
                    split(looked.narrow(2, width, width), width),
                    new TensorOptional(),
                    0.0,
                    false,
                    new DoubleOptional(),
                    false);
            return out.forward(mixed.reshape(sequences, width));
        }

        /** [sequences, tokens, heads, width / heads] with the two in the middle exchanged. */
        private Tensor split(Tensor padded, int width) {
            return padded.view(padded.size(0), padded.size(1), heads, width / heads)
                    .transpose(1, 2);
        }
    }

    /**
     * A pre-norm block: x + attention(norm(x)), of a decoder + attention to the source, + two layers with GELU.
     *
     * @param cross null if there is no source
     */
    record Block(
            Norm norm1,
            Attention self,
            Dropout dropout1,
            @Nullable Norm normCross,
            @Nullable Attention cross,
            @Nullable Dropout dropoutCross,
            Norm norm2,
            Linear up,
            Linear down,
            Dropout dropout2,
            boolean isCausal) {
        Tensor forward(Tensor x, Packing packing, @Nullable Tensor source, @Nullable Packing sourcePacking, Pass pass) {
            Tensor normed = norm1.forward(x);
            Tensor y = x.add(
                    dropout1.forward(self.forward(normed, packing, normed, packing, isCausal, pass.place()), pass));
            if (cross != null && normCross != null && dropoutCross != null && source != null && sourcePacking != null) {
                y = y.add(dropoutCross.forward(
                        cross.forward(normCross.forward(y), packing, source, sourcePacking, false, pass.place()),
                        pass));
            }
            Tensor inner = torch.gelu(up.forward(norm2.forward(y)));
            return y.add(dropout2.forward(down.forward(inner), pass));
        }

        /** One more token of each sequence, without dropout; its keys and values are added to those known. */
        Tensor step(Tensor x, KeyValueCache.OfLayer cache) {
            Tensor normed = norm1.forward(x);
            Tensor y = x.add(self.step(normed, cache.add(self.keyValue().forward(normed))));
            if (cross != null && normCross != null) {
                y = y.add(cross.step(normCross.forward(y), cache.source()));
            }
            return y.add(down.forward(torch.gelu(up.forward(norm2.forward(y)))));
        }

        /** Of one that looks at no source, in a graph. */
        Value graph(Value x, @Nullable Value shown, NetworkGraph graph) {
            Formula formula = graph.formula();
            Value y = formula.plus(x, self.graph(norm1.graph(x, graph), shown, graph));
            Value z = up.graph(norm2.graph(y, graph), graph);
            Value half = formula.times(z, graph.to().scalar(0.5f));
            Value share = graph.to().op("Erf", formula.times(z, graph.to().scalar((float) Math.sqrt(0.5))));
            Value inner = formula.times(half, formula.plus(share, graph.to().scalar(1f)));
            return formula.plus(y, down.graph(inner, graph));
        }
    }

    /** Blocks one after the other, and a last norm. */
    record Transformer(Dropout first, List<Block> blocks, Norm last) {
        static Transformer of(
                Parameters parameters,
                String name,
                SequenceSettings settings,
                boolean isCausal,
                boolean hasSource,
                int firstDropout) {
            int width = settings.width();
            int dropout = firstDropout;
            Dropout first = new Dropout(dropout++, settings.dropout());
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < settings.layers(); i++) {
                String layer = name + ".layers." + i;
                blocks.add(new Block(
                        Norm.of(parameters, layer + ".norm1", width),
                        Attention.of(parameters, layer + ".self", width, settings.heads()),
                        new Dropout(dropout++, settings.dropout()),
                        hasSource ? Norm.of(parameters, layer + ".norm_cross", width) : null,
                        hasSource ? Attention.of(parameters, layer + ".cross", width, settings.heads()) : null,
                        hasSource ? new Dropout(dropout++, settings.dropout()) : null,
                        Norm.of(parameters, layer + ".norm2", width),
                        Linear.of(parameters, layer + ".up", width, settings.inner()),
                        Linear.of(parameters, layer + ".down", settings.inner(), width),
                        new Dropout(dropout++, settings.dropout()),
                        isCausal));
            }
            return new Transformer(first, blocks, Norm.of(parameters, name + ".norm", width));
        }

        /** Dropouts that it has. */
        int dropouts() {
            return 1
                    + blocks.stream()
                            .mapToInt(block -> block.cross() == null ? 2 : 3)
                            .sum();
        }

        /**
         * Computes the blocks.
         *
         * @param x [tokens, width], of one pass or of all
         */
        Tensor forward(Tensor x, Packing packing, @Nullable Tensor source, @Nullable Packing from, Pass pass) {
            Tensor y = stacked(first.forward(x, pass), pass);
            for (Block block : blocks) {
                y = block.forward(y, packing, source, from, pass);
            }
            return last.forward(y);
        }

        /**
         * The same in a graph, without dropout.
         *
         * @param x [rows, length, width]
         * @param shown [rows, length] 1 for what is no padding; null if nothing is
         */
        Value graph(Value x, @Nullable Value shown, NetworkGraph graph) {
            Value y = x;
            for (Block block : blocks) {
                y = block.graph(y, shown, graph);
            }
            return last.graph(y, graph);
        }

        /**
         * What {@link #forward} gives for the next token of each sequence, when those before it went the same way.
         *
         * @param x [sequences, width]
         */
        Tensor step(Tensor x, KeyValueCache cache) {
            Tensor y = x;
            for (int layer = 0; layer < blocks.size(); layer++) {
                y = blocks.get(layer).step(y, cache.layer(layer));
            }
            return last.forward(y);
        }
    }

    /** Rows once per pass, if they are not yet. */
    static Tensor stacked(Tensor x, Pass pass) {
        return x.size(0) == (long) pass.passes() * pass.rows() ? x : x.repeat(pass.passes(), 1);
    }

    /** A long short-term memory over packed rows, in one direction or both. */
    record Lstm(List<Parameter> weights, int layers, int units, boolean isBidirectional) {
        static Lstm of(Parameters parameters, String name, int inputs, int units, int layers, boolean isBidirectional) {
            List<Parameter> weights = new ArrayList<>();
            int width = inputs;
            for (int layer = 0; layer < layers; layer++) {
                for (String direction : isBidirectional ? List.of("", "_reverse") : List.of("")) {
                    String suffix = "_l" + layer + direction;
                    weights.add(parameters.weight(name + ".weight_ih" + suffix, 4L * units, width));
                    weights.add(parameters.weight(name + ".weight_hh" + suffix, 4L * units, units));
                    weights.add(parameters.bias(name + ".bias_ih" + suffix, 4L * units));
                    weights.add(parameters.bias(name + ".bias_hh" + suffix, 4L * units));
                }
                width = isBidirectional ? 2 * units : units;
            }
            return new Lstm(List.copyOf(weights), layers, units, isBidirectional);
        }

        /** [passes * tokens, units], of both directions twice as many; rows as they came. */
        Tensor forward(Tensor x, Packing packing, Pass pass) {
            Place place = pass.place();
            Packing.TimeMajor order = packing.timeMajor();
            Tensor input = x.index_select(0, place.indices(order.from(), packing.total()));
            Tensor sizes = Place.CPU.indices(order.sizes(), order.sizes().length);
            Tensor zero = place.zeros((isBidirectional ? 2L : 1L) * layers, packing.lengths().length, units);
            Tensor[] tensors = weights.stream().map(Parameter::tensor).toArray(Tensor[]::new);
            Tensor all = torch.lstm(
                            input,
                            sizes,
                            new TensorVector(zero, zero),
                            new TensorVector(tensors),
                            true,
                            layers,
                            0.0,
                            pass.masks() != null,
                            isBidirectional)
                    .get0();
            return all.index_select(0, place.indices(order.back(), packing.total()));
        }
    }
}
