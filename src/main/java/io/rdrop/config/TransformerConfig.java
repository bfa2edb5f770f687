package io.rdrop.config;

/** The network of translation and summarization, and what it learns by. */
public record TransformerConfig(
        @Setting(
                value = "Subwords, 300..65536: the end, the 256 bytes, and merges of what stands together most often in"
                        + " the first examples.",
                byDefault = "2048")
        int vocabulary,

        @Setting(
                value = "Examples that the subwords are learned from, 1..100000; nothing else is learned before, and no"
                        + " subword after.",
                byDefault = "1000")
        int vocabularyExamples,

        @Setting(value = "Numbers per subword, 8..4096, a multiple of `heads`.", byDefault = "128")
        int width,

        @Setting(value = "Layers of the encoder, and as many of the decoder, 1..24.", byDefault = "2")
        int layers,

        @Setting(value = "Heads of attention, 1..64.", byDefault = "4")
        int heads,

        @Setting(
                value = "Examples kept to be learned again, 1..10000000: a uniform sample of all, part of the"
                        + " checkpointed state.",
                byDefault = "20000")
        int kept,

        @Setting(
                value = "Of those so many are learned in the same update with each new example, 0..64.",
                byDefault = "1")
        int replays,

        @Setting(
                value = "Of so many examples one is written before it is learned, for BLEU, chrF or ROUGE, 1..10000."
                        + " Perplexity and token accuracy are of all.",
                byDefault = "10")
        int writeEvery) {
    public TransformerConfig {
        Check.within("vocabulary", vocabulary, 300, 65_536);
        Check.within("vocabulary-examples", vocabularyExamples, 1, 100_000);
        Check.within("width", width, 8, 4096);
        Check.within("layers", layers, 1, 24);
        Check.within("heads", heads, 1, 64);
        Check.within("kept", kept, 1, 10_000_000);
        Check.within("replays", replays, 0, 64);
        Check.within("write-every", writeEvery, 1, 10_000);
        if (width % heads != 0) {
            throw new ConfigException("width must be a multiple of heads " + heads + " but was " + width);
        }
        if (kept < vocabularyExamples) {
            throw new ConfigException("kept must be at least vocabulary-examples " + vocabularyExamples
                    + " (subwords are learned from what is kept) but was " + kept);
        }
    }
}
