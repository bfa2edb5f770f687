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
import io.rdrop.engine.torch.sequence.Blocks.Dropout;
import io.rdrop.engine.torch.sequence.Blocks.Embedding;
import io.rdrop.engine.torch.sequence.Blocks.Linear;
import io.rdrop.engine.torch.sequence.Blocks.Lstm;
import io.rdrop.engine.torch.sequence.Blocks.Pass;
import io.rdrop.engine.torch.sequence.Blocks.Transformer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A network that gives an output per token: embeddings, an LSTM or a Transformer, a linear layer. A tagger reads in
 * both directions, a language model only backwards; else they are one thing.
 */
public final class TokenNetwork extends SequenceNetwork implements SequenceModel.Tagger, SequenceModel.LanguageModel {
    private final SequenceSettings settings;
    private final Embedding embedding;
    private final @Nullable Embedding positions;
    private final @Nullable Transformer transformer;
    private final @Nullable Lstm lstm;
    private final Dropout input;
    private final Dropout output;
    private final Linear head;

    private TokenNetwork(
            boolean isCausal,
            SequenceSettings settings,
            ModelConfig model,
            RDropConfig rDrop,
            long seed,
            Parameters parameters,
            Layers layers) {
        super(isCausal ? "language-model" : "tagger", settings, model, rDrop, seed, parameters);
        this.settings = settings;
        this.embedding = layers.embedding;
        this.positions = layers.positions;
        this.transformer = layers.transformer;
        this.lstm = layers.lstm;
        this.head = layers.head;
        this.input = new Dropout(0, settings.dropout());
        this.output = new Dropout(1, settings.dropout());
    }

    private record Layers(
            Embedding embedding,
            @Nullable Embedding positions,
            @Nullable Transformer transformer,
            @Nullable Lstm lstm,
            Linear head) {
        static Layers of(SequenceSettings settings, boolean isCausal, Parameters parameters) {
            int width = settings.width();
            boolean isTransformer = settings.kind() == SequenceSettings.Kind.TRANSFORMER;
            return new Layers(
                    Embedding.of(parameters, "embedding", settings.vocabulary(), width),
                    isTransformer ? Embedding.of(parameters, "positions", settings.maxLength(), width) : null,
                    isTransformer ? Transformer.of(parameters, "encoder", settings, isCausal, false, 0) : null,
                    isTransformer
                            ? null
                            : Lstm.of(
                                    parameters,
                                    "lstm",
                                    width,
                                    isCausal ? width : width / 2,
                                    settings.layers(),
                                    !isCausal),
                    Linear.of(parameters, "head", width, settings.outputs()));
        }
    }

    /** A network that tags; the caller closes it. */
    public static SequenceModel.Tagger tagger(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed, Place place) {
        return of(false, settings, model, rDrop, seed, place);
    }

    /**
     * A network that predicts the next token, of one number per token; the caller closes it.
     *
     * @throws IllegalArgumentException if outputs are not the vocabulary
     */
    public static SequenceModel.LanguageModel languageModel(
            SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed, Place place) {
        if (settings.outputs() != settings.vocabulary() || settings.features() != 1) {
            throw new IllegalArgumentException("a language model has one number per token and its vocabulary as"
                    + " outputs, but features were " + settings.features() + ", outputs " + settings.outputs()
                    + " and the vocabulary " + settings.vocabulary());
        }
        return of(true, settings, model, rDrop, seed, place);
    }

    static TokenNetwork of(
            boolean isCausal, SequenceSettings settings, ModelConfig model, RDropConfig rDrop, long seed, Place place) {
        Parameters parameters = new Parameters(place);
        Layers layers = Layers.of(settings, isCausal, parameters);
        return new TokenNetwork(isCausal, settings, model, rDrop, seed, parameters, layers);
    }

    @Override
    public void predict(Sequences batch, float[] probabilities) {
        check(batch);
        predict((passes, masks) -> logits(batch, passes, masks), batch.total(), probabilities);
    }

    @Override
    public UpdateResult update(Sequences batch, double[] targets, GradientLimit limit) {
        check(batch);
        return learn((passes, masks) -> logits(batch, passes, masks), targets, batch.total(), limit);
    }

    private void check(Sequences batch) {
        batch.check(settings.features(), settings.vocabulary(), settings.maxLength());
    }

    Tensor logits(Sequences batch, int passes, @Nullable Masks masks) {
        Pass pass = new Pass(passes, batch.total(), masks, place());
        Packing packing = Packing.of(batch, passes);
        Tensor x = embedding.forward(batch, place());
        if (transformer != null && positions != null) {
            Tensor placed = x.add(positions.rows(Packing.of(batch, 1).positions(place())));
            return head.forward(transformer.forward(placed, packing, null, null, pass));
        }
        Tensor read = Blocks.stacked(input.forward(x, pass), pass);
        Tensor mixed = lstm == null ? read : lstm.forward(read, packing, pass);
        return head.forward(output.forward(mixed, pass));
    }
}
