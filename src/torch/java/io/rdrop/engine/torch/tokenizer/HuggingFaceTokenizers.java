package io.rdrop.engine.torch.tokenizer;

import io.rdrop.engine.Tokenizer;
import io.rdrop.engine.TokenizerProvider;
import java.io.IOException;
import java.util.Optional;

/** Reads {@code tokenizer.json} files of Hugging Face's library. */
public final class HuggingFaceTokenizers implements TokenizerProvider {
    @Override
    public Tokenizer open(byte[] file) throws IOException {
        Optional<String> failure = TokenizersNative.failure();
        if (failure.isPresent()) {
            throw new IOException("cannot be read: DJL's tokenizers cannot be loaded: " + failure.get());
        }
        return HuggingFaceTokenizer.of(file);
    }
}
