package io.rdrop.engine.torch.sequence;

import io.rdrop.config.ModelConfig;
import io.rdrop.config.RDropConfig;
import io.rdrop.engine.GradientLimit;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.UpdateResult;
import io.rdrop.engine.torch.Masks;
import io.rdrop.engine.torch.Parameters;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.sequence.Blocks.Embedding;
import io.rdrop.engine.torch.sequence.Blocks.Linear;
import io.rdrop.engine.torch.sequence.Blocks.Pass;
import io.rdrop.engine.torch.sequence.Blocks.Transformer;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An encoder-decoder Transformer (arXiv 1706.03762), pre-norm, with learned positions and one table of vectors for both
 * sides. Of its vocabulary {@link #END} ends a target, and starts its decoder; sources and targets hold other numbers.
 */
@SuppressWarnings("try") // a scope is there to be closed
public final class TranslationNetwork extends SequenceNetwork implements SequenceModel.Translator {
    private final SequenceSettings settings;
    private final Layers layers;

    private TranslationNetwork(
            SequenceSettings settings,
            ModelConfig model,
            RDropConfig rDrop,
            long seed,
            Parameters parameters,
            Layers layers) {
        super("translator", settings, model, rDrop, seed, parameters);
        this.settings = settings;
        this.layers = layers;
    }

    private record Layers(
            Embedding embedding, Embedding positions, Transformer encoder, Transformer decoder, Linear head) {
        static Layers of(SequenceSettings settings, Parameters parameters) {
            int width = settings.width();
            Embedding embedding = Embedding.of(parameters, "embedding", settings.vocabulary(), width);
            Embedding positions = Embedding.of(parameters, "positions", settings.maxLength() + 1, width);
            Transformer encoder = Transformer.of(parameters, "encoder", settings, false, false, 0);
            Transformer decoder = Transformer.of(parameters, "decoder", settings, true, true, encoder.dropouts());
            return new Layers(
                    embedding, positions, encoder, decoder, Linear.of(parameters, "head", width, settings.outputs()));
        }
    }

    /**
     * A new network; the caller closes it.
     *
     * @throws IllegalArgumentException if it is recurrent, or outputs are not the vocabulary
     */
    public static TranslationNetwork of(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed, Place place) {
        if (settings.kind() != SequenceSettings.Kind.TRANSFORMER
                || settings.features() != 1
                || settings.outputs() != settings.vocabulary()) {
            throw new IllegalArgumentException("a translator is a Transformer with one number per token and its"
                    + " vocabulary as outputs, but was " + settings);
        }
        Parameters parameters = new Parameters(place);
        return new TranslationNetwork(settings, model, rDrop, seed, parameters, Layers.of(settings, parameters));
    }

    @Override
    public void predict(Sequences sources, Sequences targets, float[] probabilities) {
        check(sources, targets);
        Sequences shifted = started(targets);
        predict((passes, masks) -> logits(sources, shifted, passes, masks), shifted.total(), probabilities);
    }

    @Override
    public UpdateResult update(Sequences sources, Sequences targets, GradientLimit limit) {
        check(sources, targets);
        Sequences shifted = started(targets);
        return learn(
                (passes, masks) -> logits(sources, shifted, passes, masks), ended(targets), shifted.total(), limit);
    }

    private void check(Sequences sources, Sequences targets) {
        if (sources.lengths().length != targets.lengths().length) {
            throw new IllegalArgumentException("each source must have a target but there are "
                    + sources.lengths().length + " and " + targets.lengths().length);
        }
        check(sources);
        check(targets);
    }

    private void check(Sequences side) {
        side.check(1, settings.vocabulary(), settings.maxLength());
        for (int token : side.tokens()) {
            if (token == END) {
                throw new IllegalArgumentException("token " + END + " is the end and must not be in a sequence");
            }
        }
    }

    /** What the decoder reads: the end, then the target. */
    static Sequences started(Sequences targets) {
        int[] lengths =
                Arrays.stream(targets.lengths()).map(length -> length + 1).toArray();
        int[] tokens = new int[targets.total() + lengths.length];
        int from = 0;
        int to = 0;
        for (int length : targets.lengths()) {
            tokens[to] = END;
            System.arraycopy(targets.tokens(), from, tokens, to + 1, length);
            from += length;
            to += length + 1;
        }
        return new Sequences(lengths, tokens);
    }

    /** What it is to give: the target, then the end. */
    static double[] ended(Sequences targets) {
        double[] next = new double[targets.total() + targets.lengths().length];
        int from = 0;
        int to = 0;
        for (int length : targets.lengths()) {
            for (int i = 0; i < length; i++) {
                next[to++] = targets.tokens()[from++];
            }
            next[to++] = END;
        }
        return next;
    }

    Tensor logits(Sequences sources, Sequences shifted, int passes, @Nullable Masks masks) {
        Packing packing = Packing.of(sources, passes);
        Tensor memory = encode(sources, packing, new Pass(passes, sources.total(), masks, place()));
        return decode(shifted, memory, packing, new Pass(passes, shifted.total(), masks, place()));
    }

    private Tensor encode(Sequences sources, Packing packing, Pass pass) {
        return layers.encoder.forward(embedded(sources), packing, null, null, pass);
    }

    private Tensor decode(Sequences shifted, Tensor memory, Packing from, Pass pass) {
        Packing packing = Packing.of(shifted, pass.passes());
        return layers.head.forward(layers.decoder.forward(embedded(shifted), packing, memory, from, pass));
    }

    private Tensor embedded(Sequences tokens) {
        Tensor positions = Packing.of(tokens, 1).positions(place());
        return layers.embedding.forward(tokens, place()).add(layers.positions.rows(positions));
    }

    @Override
    public int[][] translate(Sequences sources, int beam, double penalty, int maxLength) {
        check(sources);
        if (beam < 1 || maxLength < 1) {
            throw new IllegalArgumentException(
                    "beam and maxLength must be at least 1 but were " + beam + " and " + maxLength);
        }
        int[][] found = new int[sources.lengths().length][];
        int from = 0;
        for (int i = 0; i < found.length; i++) {
            int length = sources.lengths()[i];
            int[] tokens = Arrays.copyOfRange(sources.tokens(), from, from + length);
            Sequences source = new Sequences(new int[] {length}, tokens);
            found[i] = translate(source, new BeamSearch(beam, penalty), beam, maxLength);
            from += length;
        }
        return found;
    }

    /** The source is encoded once, and each token of a sequence computed once. */
    private int[] translate(Sequences source, BeamSearch search, int beam, int maxLength) {
        int steps = Math.min(maxLength, settings.maxLength());
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard();
                Place.Mixed mixed = place().mixed()) {
            Tensor memory = encode(source, Packing.of(source, 1), new Pass(1, source.total(), null, place()));
            KeyValueCache cache = new KeyValueCache(layers.decoder, memory, beam, steps, place());
            for (int step = 0; step < steps && !search.isOver(); step++) {
                try (PointerScope inner = new PointerScope()) {
                    Tensor logits = place().whole(next(search.last(), cache));
                    float[] log = new float[Math.toIntExact(logits.numel())];
                    Place.read(torch.log_softmax(logits, 1), log, log.length);
                    search.grow(log, settings.outputs());
                    cache.next(search.origins());
                }
            }
        }
        return search.best();
    }

    /** [sequences, vocabulary] logits of what follows the tokens given and those that are in the cache. */
    private Tensor next(long[] tokens, KeyValueCache cache) {
        Tensor position = layers.positions.rows(place().indices(new long[] {cache.tokens()}, 1));
        Tensor x = layers.embedding.rows(place().indices(tokens, tokens.length)).add(position);
        return layers.head.forward(layers.decoder.step(x, cache));
    }
}
