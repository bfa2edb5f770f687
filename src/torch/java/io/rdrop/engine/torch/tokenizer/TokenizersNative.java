package io.rdrop.engine.torch.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/**
 * DJL's native library, loaded by the class loader of this class from a copy that is deleted again. DJL's own way to
 * load it would look for GPUs, download a CUDA build where it finds one, and report to its makers on EC2.
 */
final class TokenizersNative {
    private static final Optional<String> FAILURE = load();

    private TokenizersNative() {}

    /** Why there is none here; empty if there is. */
    static Optional<String> failure() {
        return FAILURE;
    }

    private static Optional<String> load() {
        try {
            return loaded();
        } catch (IOException | LinkageError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> loaded() throws IOException {
        if (TokenizersLibrary.class.getClassLoader() != TokenizersNative.class.getClassLoader()) {
            return Optional.of("tokenizers-*.jar must lie beside rdrop-torch.jar, and in no other folder");
        }
        String library = "native/lib/" + platform() + "/cpu/" + System.mapLibraryName("tokenizers");
        try (InputStream in = TokenizersLibrary.class.getClassLoader().getResourceAsStream(library)) {
            if (in == null) {
                return Optional.of("tokenizers-*.jar has no " + library);
            }
            // A name of its own: a library is loaded by one class loader of a process, and each job has another.
            Path copy = Files.createTempFile("rdrop-tokenizers-", ".so");
            try {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toAbsolutePath().toString());
            } finally {
                Files.deleteIfExists(copy);
            }
            return Optional.empty();
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "");
        return (system.startsWith("mac") ? "osx" : system.startsWith("win") ? "win" : "linux") + "-"
                + (processor.equals("amd64") ? "x86_64" : processor);
    }
}
