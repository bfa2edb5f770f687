package io.rdrop.engine.torch.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small files as Hugging Face's library writes them. */
public final class TokenizerJsons {
    /** In lower case; what is cut off and filled up there must not be here. */
    private static final String WORDS = """
            {"version": "1.0",
             "truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
             "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                         "pad_type_id": 0, "pad_token": "[UNK]"},
             "added_tokens": [%s],
             "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
             "decoder": null,
             "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "[UNK]"}}
            """;

    private static final String PAIRS = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
             "pre_tokenizer": %s, "post_processor": null, "decoder": %s,
             "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
                       "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
                       "vocab": {%s}, "merges": [%s]}}
            """;

    private static final String BYTES = """
            {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}""";

    private TokenizerJsons() {}

    private static String special(int id, String content) {
        return "{\"id\": " + id + ", \"content\": \"" + content + "\", \"single_word\": false, \"lstrip\": false,"
                + " \"rstrip\": false, \"normalized\": false, \"special\": true}";
    }

    /** Whole words: number 0 is the unknown one, and a special token has the number behind the last word. */
    public static String words(String... words) {
        List<String> all = new ArrayList<>(List.of("[UNK]"));
        all.addAll(List.of(words));
        return WORDS.formatted(special(0, "[UNK]") + ", " + special(all.size(), "[END]"), vocabulary(all));
    }

    /** The 256 bytes, then {@code th}, {@code the}. */
    public static String bytePairs() {
        List<String> all = IntStream.range(0, 256)
                .mapToObj(TokenizerJsons::letter)
                .map(String::valueOf)
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(List.of("th", "the"));
        return PAIRS.formatted(BYTES, BYTES, vocabulary(all), "\"t h\", \"th e\"");
    }

    /** Letters a and b, and both together, and nothing for any other. */
    public static String letters() {
        return PAIRS.formatted("null", "null", vocabulary(List.of("a", "b", "ab")), "\"a b\"");
    }

    private static String vocabulary(List<String> tokens) {
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> "\"" + tokens.get(i).replace("\\", "\\\\").replace("\"", "\\\"") + "\": " + i)
                .collect(Collectors.joining(", "));
    }

    /** The character that the library writes for a byte: itself if it can be seen, else one from 256 on. */
    private static char letter(int value) {
        return isSeen(value)
                ? (char) value
                : (char) (256
                        + (int) IntStream.range(0, value)
                                .filter(b -> !isSeen(b))
                                .count());
    }

    private static boolean isSeen(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
    }
}
