package io.rdrop.config;

/** Which network, or where it comes from. */
public enum ModelType {
    /** What suits the task: {@link #CNN} for images, {@link #TEXT_CNN} for token sequences, else {@link #MLP}. */
    AUTO,
    /** A multi-layer perceptron. */
    MLP,
    /** Convolutions and max-pooling over an image, then dense layers, as LeNet. */
    CNN,
    /** Word embeddings, a convolution over positions, and the maximum over them. */
    TEXT_CNN,
    /** Embeddings and a long short-term memory: over words, or, of libtorch alone, over bytes of a language model. */
    LSTM,
    /** A Transformer encoder over words, patches of an image, tokens, or, causal, bytes; of libtorch alone. */
    TRANSFORMER,
    /** A DL4J network from the file {@code model.file}: configuration JSON or ModelSerializer zip. */
    DL4J
}
