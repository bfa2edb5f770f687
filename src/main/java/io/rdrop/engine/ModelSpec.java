package io.rdrop.engine;

import io.rdrop.config.JobConfig;
import io.rdrop.config.ModelConfig;
import io.rdrop.config.ModelType;
import io.rdrop.config.PaddingMode;
import io.rdrop.config.RDropConfig;
import io.rdrop.config.TransformerConfig;

/**
 * The model that a job asks for; its type is never {@code AUTO}.
 *
 * @param transformer sizes, if it is a Transformer
 */
public record ModelSpec(
        ModelType type, ModelConfig model, RDropConfig rDrop, long seed, Shapes shapes, TransformerConfig transformer) {
    public ModelSpec {
        if (type == ModelType.AUTO) {
            throw new IllegalArgumentException("type must be resolved but was auto");
        }
    }

    /** The same without sizes of Transformers. */
    public ModelSpec(ModelType type, ModelConfig model, RDropConfig rDrop, long seed, Shapes shapes) {
        this(type, model, rDrop, seed, shapes, TransformerConfig.standard());
    }

    /** The model of a job whose examples are encoded like that. */
    public static ModelSpec of(JobConfig config, InputShape input, OutputShape output) {
        boolean masked = input instanceof InputShape.Tokens && config.text().padding() != PaddingMode.VISIBLE;
        Shapes shapes = new Shapes(input, output, masked);
        return new ModelSpec(
                config.networkType(), config.model(), config.rDrop(), config.seed(), shapes, config.transformer());
    }
}
