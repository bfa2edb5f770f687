package io.rdrop.engine.torch.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What a {@code tokenizer.json} says of its vocabulary, which the library does not tell.
 *
 * @param tokens one more than the highest number of a token
 */
record TokenizerJson(int tokens) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IOException if it is none, or its tokens are drawn */
    static TokenizerJson of(byte[] file) throws IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(file);
        } catch (JsonProcessingException e) {
            throw new IOException("is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode model = tree.path("model");
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isContainerNode()) {
            throw new IOException("is no tokenizer of Hugging Face's library: it has no model.vocab");
        }
        if (model.path("dropout").asDouble(0) != 0) {
            throw new IOException("has model.dropout " + model.path("dropout")
                    + ", by which a text has other tokens each time; it must be null");
        }
        long highest = vocabulary.isArray() ? vocabulary.size() - 1L : highest(vocabulary);
        for (JsonNode added : tree.path("added_tokens")) {
            highest = Math.max(highest, added.path("id").asLong());
        }
        if (highest < 0) {
            throw new IOException("has no tokens");
        }
        if (highest >= Integer.MAX_VALUE / 2) {
            throw new IOException("has a token of number " + highest);
        }
        return new TokenizerJson((int) highest + 1);
    }

    /** Of a model that has numbers by their tokens; Unigram has a list. */
    private static long highest(JsonNode vocabulary) {
        long highest = -1;
        for (JsonNode number : vocabulary) {
            highest = Math.max(highest, number.asLong());
        }
        return highest;
    }
}
