package io.rdrop.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sizes of Transformers; of translation and summarization also what the network learns by. */
public record TransformerConfig(
        @Setting(
                value =
                        "Translation, summarization: subwords, 300..65536: the end, the 256 bytes, and merges of what stands together most often in"
                                + " the first examples.",
                byDefault = "2048")
        int vocabulary,

        @Setting(
                value =
                        "Translation, summarization: examples that the subwords are learned from, 1..100000; nothing else is learned before, and no"
                                + " subword after.",
                byDefault = "1000")
        int vocabularyExamples,

        @Setting(
                value =
                        "Translation, summarization: a `tokenizer.json` of Hugging Face's library, in place of subwords learned from the first"
                                + " examples; `vocabulary` must have room for its tokens and two more. It is read where a model begins; its"
                                + " bytes are part of the model's state and versions (docs/translation.md).",
                byDefault = "none")
        @Nullable
        String tokenizer,

        @Setting(value = "Numbers per subword, word, byte or patch, 8..4096, a multiple of `heads`.", byDefault = "128")
        int width,

        @Setting(value = "Layers of the encoder, and as many of the decoder if there is one, 1..24.", byDefault = "2")
        int layers,

        @Setting(value = "Heads of attention, 1..64.", byDefault = "4")
        int heads,

        @Setting(
                value =
                        "Images: height and width of a patch, in pixels, 1..256; an image is filled up to whole patches."
                                + " `none` is 4.",
                byDefault = "none")
        @Nullable
        Integer patch,

        @Setting(
                value =
                        "Translation, summarization, tags, language models: examples (windows of a text) kept to be learned again, 1..10000000:"
                                + " a uniform sample of all, part of the"
                                + " checkpointed state.",
                byDefault = "20000")
        int kept,

        @Setting(
                value =
                        "Translation, summarization, tags, language models: of those so many are learned in the same update with each new"
                                + " example, 0..64; for language models 3 by default.",
                byDefault = "1")
        int replays,

        @Setting(
                value =
                        "Translation, summarization: of so many examples one is written before it is learned, for BLEU, chrF or ROUGE, 1..10000."
                                + " Perplexity and token accuracy are of all.",
                byDefault = "10")
        int writeEvery) {
    private static final int PATCH = 4;

    public TransformerConfig {
        Check.within("vocabulary", vocabulary, 300, 65_536);
        Check.within("vocabulary-examples", vocabularyExamples, 1, 100_000);
        Check.within("width", width, 8, 4096);
        Check.within("layers", layers, 1, 24);
        Check.within("heads", heads, 1, 64);
        if (patch != null) {
            Check.within("patch", patch, 1, 256);
        }
        Check.within("kept", kept, 1, 10_000_000);
        Check.within("replays", replays, 0, 64);
        Check.within("write-every", writeEvery, 1, 10_000);
        if (width % heads != 0) {
            throw new ConfigException("width must be a multiple of heads " + heads + " but was " + width);
        }
        if (tokenizer == null && kept < vocabularyExamples) {
            throw new ConfigException("kept must be at least vocabulary-examples " + vocabularyExamples
                    + " (subwords are learned from what is kept) but was " + kept);
        }
    }

    /** The defaults. */
    public static TransformerConfig standard() {
        return new ConfigBinder("transformer").bind(TransformerConfig.class, Map.of());
    }

    /** Rows and columns of a patch. */
    public int patchPixels() {
        return patch == null ? PATCH : patch;
    }
}
