package io.rdrop.engine.torch.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.rdrop.engine.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A tokenizer of Hugging Face's library, whatever its model. Number 0 is no token, 1 stands for a text that has none,
 * and a token of the file has its own number plus 2. What the file says of truncation, padding and tokens around a text
 * is left out: a network here has an end and lengths of its own.
 */
final class HuggingFaceTokenizer implements Tokenizer {
    private static final int NOTHING = 1;
    private static final int FIRST = 2;
    /** Characters that no vocabulary has: for private use, and none. */
    private static final String UNKNOWN = "\uE000\uE001 \u0378";

    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    private final long handle;
    private final int size;
    private boolean isClosed;

    private HuggingFaceTokenizer(long handle, int size) {
        this.handle = handle;
        this.size = size;
    }

    /**
     * Reads a {@code tokenizer.json}; the library must be loaded.
     *
     * @throws IOException if it is none, or cannot encode every text
     */
    static HuggingFaceTokenizer of(byte[] file) throws IOException {
        TokenizerJson json = TokenizerJson.of(file);
        long handle;
        try {
            handle = LIBRARY.createTokenizerFromString(new String(file, StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new IOException("is no tokenizer of Hugging Face's library: " + e.getMessage(), e);
        }
        HuggingFaceTokenizer tokenizer = new HuggingFaceTokenizer(handle, FIRST + json.tokens());
        try {
            LIBRARY.disableTruncation(handle);
            LIBRARY.disablePadding(handle);
            tokenizer.encode(UNKNOWN);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw new IOException("has no unknown token for words that it does not know: " + e.getMessage(), e);
        }
        return tokenizer;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int[] encode(String text) {
        long encoding = LIBRARY.encode(handle, text, false);
        long[] ids;
        try {
            ids = LIBRARY.getTokenIds(encoding);
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
        if (ids.length == 0) {
            return new int[] {NOTHING};
        }
        int[] numbers = new int[ids.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = FIRST + Math.toIntExact(ids[i]);
        }
        return numbers;
    }

    @Override
    public String decode(int[] tokens) {
        long[] ids = new long[tokens.length];
        int count = 0;
        for (int token : tokens) {
            if (token >= FIRST && token < size) {
                ids[count++] = (long) token - FIRST;
            }
        }
        return LIBRARY.decode(handle, Arrays.copyOf(ids, count), true).strip();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            LIBRARY.deleteTokenizer(handle);
        }
    }
}
