package io.rdrop.config;

/** How texts become numbers. */
public record TextConfig(
        @Setting(
                value = "`bag`: hashed words and word n-grams, without order. `sequence`: the words in order, with"
                        + " embeddings, for `model.type` `text-cnn` or `lstm`.",
                byDefault = "bag")
        TextRepresentation representation,

        @Setting(
                value =
                        "`standard`: words by the rules of Unicode, in lower case. `english`: the same without stop words"
                                + " and inflections. `whitespace`: what stands between white space.",
                byDefault = "standard")
        TextAnalyzer analyzer,

        @Setting(value = "bag: longest word n-gram, 1..5; 1 is single words.", byDefault = "1")
        int ngrams,

        @Setting(
                value = "bag: inputs that words and n-grams are hashed to; those that share a bucket add up.",
                byDefault = "4096")
        int buckets,

        @Setting(
                value = "bag: input of a word that occurs n times: `binary` 1, `count` n, `log` 1 + ln n.",
                byDefault = "binary")
        TextWeighting weighting,

        @Setting(value = "bag: scale each text's inputs to Euclidean norm 1.", byDefault = "false")
        boolean normalise,

        @Setting(value = "sequence: words that the network sees; longer texts are cut.", byDefault = "32")
        int length,

        @Setting(
                value =
                        "sequence: most words with a number of their own, in order of first appearance; later ones share"
                                + " one number.",
                byDefault = "10000")
        int vocabulary,

        @Setting(
                value = "sequence: whether what fills a short text up is `masked` or `visible`; `auto` is masked.",
                byDefault = "auto")
        PaddingMode padding) {
    public TextConfig {
        Check.within("ngrams", ngrams, 1, 5);
        Check.within("buckets", buckets, 2, 1 << 22);
        Check.within("length", length, 1, 4096);
        Check.within("vocabulary", vocabulary, 1, 1 << 22);
        if (representation == TextRepresentation.BAG && padding != PaddingMode.AUTO) {
            throw new ConfigException("padding is only for representation sequence (a bag has no positions to mask) but"
                    + " was " + ConfigBinder.kebab(padding.name()));
        }
    }
}
