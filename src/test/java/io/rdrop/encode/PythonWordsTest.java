package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rdrop.config.TextAnalyzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Leaves texts and the words that Lucene finds in them for the tests of the Python package. */
class PythonWordsTest {
    private static final Path FOLDER = Path.of("target/python-client");
    private static final int MIXED = 300;

    private static final List<String> TEXTS = List.of(
            "",
            "   ",
            "The Cats' houses weren't John's, they were O'Neill\u2019s: e.g. 3.14, 1,000 and a_b-c@d.org!",
            "running runs ran easily happily relational conditional rationalization hopefulness generalizations"
                    + " oscillators electricity adjustable replacement adoption communism controlling rolls falling"
                    + " hopping hoping fizzed feed agreed plastered motoring sky skies dying ties caresses ponies",
            "cease probate rate ball vileness triplicate formative formalize sensibiliti vietnamization predication"
                    + " archaeology apologi bled sing sized tanned failing filing as us is yes bus",
            "\u00dcber stra\u00dfe na\u00efve \u0130stanbul \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2 \u041f\u0440"
                    + "\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
            "\u4f60\u597d\u4e16\u754c \u3053\u3093\u306b\u3061\u306f \u30ab\u30bf\u30ab\u30ca \ud55c\uad6d\uc5b4 \u0e2a"
                    + "\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01",
            "\u05e9\u05dc\u05d5\u05dd \u05e6\u05d4\"\u05dc \u05d2' \u0627\u0644\u0633\u0644\u0627\u0645 \u0967\u0968",
            "good \ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\udde9\ud83c\uddea ok\ud83d\ude00ok",
            "x".repeat(600) + " tail",
            "a\u00a0b\u2007c\u2028d\u3000e\u200bf\tg\u001fh");

    private static final int[] ALPHABET =
            ("abAB19 _.,:;'\"-\u2019\u00e9\u0301\u00b7\u05d0\u05d1\u30ab\u3042\u6f22\uac00"
                            + "\u0e01\u0e02\u200d\u00ad\ufe0f\u0660\uff11\u203f@#\ud83d\ude00\ud835\udc00")
                    .codePoints()
                    .toArray();

    private static String mixed(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(1 + random.nextInt(12), 0, ALPHABET.length).forEach(i -> text.appendCodePoint(ALPHABET[i]));
        return text.toString();
    }

    @Test
    void textsAndTheirWordsAreLeftForThePythonPackage() throws IOException {
        List<String> texts = new ArrayList<>(TEXTS);
        Random random = new Random(5);
        for (int i = 0; i < MIXED; i++) {
            texts.add(mixed(random));
        }
        List<Map<String, Object>> cases = new ArrayList<>();
        for (TextAnalyzer analyzer : TextAnalyzer.values()) {
            Words words = new Words(analyzer);
            for (String text : texts) {
                cases.add(
                        Map.of("analyzer", words.describe(), "text", text, "words", words.of(text, Integer.MAX_VALUE)));
            }
        }
        Files.createDirectories(FOLDER);
        Files.write(FOLDER.resolve("words.json"), new ObjectMapper().writeValueAsBytes(cases));

        assertThat(cases).hasSize(3 * texts.size());
    }
}
