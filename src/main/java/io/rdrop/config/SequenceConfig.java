package io.rdrop.config;

/** Sentences that are tagged; sources and targets; windows of a text. */
public record SequenceConfig(
        @Setting(
                value =
                        "Most tokens of a sentence, or subwords of a source or of a target, 1..4096. Networks of language models:"
                                + " bytes of a window, of which half are new, at least 2; their default is 128.",
                byDefault = "256")
        int maxLength,

        @Setting(
                value =
                        "One of more tokens: `cut` takes its first ones (`cutShare` says how many tokens are lost),"
                                + " `reject` sends it to the dead-letter topic; a source or target of which there are more words.",
                byDefault = "cut")
        TooLong tooLong) {
    public SequenceConfig {
        Check.within("max-length", maxLength, 1, 4096);
    }
}
