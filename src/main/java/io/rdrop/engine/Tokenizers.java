package io.rdrop.engine;

import java.io.IOException;
import java.util.ServiceLoader;

/** Tokenizers of files, by what is on the class path to read them. */
public final class Tokenizers {
    private static final String NONE =
            "needs DJL's tokenizers, which are not on the class path: they come with libtorch, which ./rdrop fetches by"
                    + " itself, and ./mvnw package -Ptorch builds target/dist/torch for a cluster (docs/torch.md)";

    private Tokenizers() {}

    /** As {@link TokenizerProvider#open}, also where nothing can read it; of classes that the project itself sees. */
    public static Tokenizer open(byte[] file) throws IOException {
        return ServiceLoader.load(TokenizerProvider.class, Tokenizers.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IOException(NONE))
                .open(file);
    }
}
