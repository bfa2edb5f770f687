package io.rdrop.engine.dl4j;

import io.rdrop.config.ModelConfig;
import io.rdrop.engine.InputShape;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.weights.WeightInit;

/** The first layer of networks that read token numbers [rows, length]; gives [rows, embedding, length], 0 where masked. */
final class Embedding {
    private Embedding() {}

    /** Takes rows of any length, so that whoever opens an exported model need not fill texts up. */
    static EmbeddingSequenceLayer layer(ModelConfig model, InputShape.Tokens tokens) {
        return new EmbeddingSequenceLayer.Builder()
                .nIn(tokens.vocabulary())
                .nOut(model.embedding())
                .inputLength(tokens.length())
                .inferInputLength(true)
                // Whatever the other layers have: theirs assume sums over many inputs, of which an embedding has one.
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
