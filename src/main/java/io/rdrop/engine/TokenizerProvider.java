package io.rdrop.engine;

import java.io.IOException;

/** Makes tokenizers of files. {@link Tokenizers} finds it by {@link java.util.ServiceLoader}. */
public interface TokenizerProvider {
    /**
     * A tokenizer; the caller closes it.
     *
     * @param file the content of the file
     * @throws IOException if it is none that can be used; the message says why, as the end of a sentence that begins
     *     with the name of the file
     */
    Tokenizer open(byte[] file) throws IOException;
}
