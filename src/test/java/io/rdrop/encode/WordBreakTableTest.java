package io.rdrop.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;
import org.junit.jupiter.api.Test;

/**
 * The Python package finds the words that Lucene finds, by a table of what kinds of characters Lucene's tokeniser tells
 * apart. It is made here, by asking the tokeniser.
 */
class WordBreakTableTest {
    private static final Path TABLE = Path.of("clients/python/rdrop_predict/word_break.txt");
    private static final int LAST = 0x323AF; // the last ideograph

    private final StandardTokenizer tokenizer = new StandardTokenizer();

    private List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        try {
            tokenizer.setReader(new StringReader(text));
            CharTermAttribute term = tokenizer.addAttribute(CharTermAttribute.class);
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                tokens.add(term.toString());
            }
            tokenizer.end();
            tokenizer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }

    private String typeOf(String text) throws IOException {
        tokenizer.setReader(new StringReader(text));
        TypeAttribute type = tokenizer.addAttribute(TypeAttribute.class);
        tokenizer.reset();
        String found = tokenizer.incrementToken() ? type.type() : "";
        tokenizer.end();
        tokenizer.close();
        return found;
    }

    private boolean isWhole(String text) {
        return tokens(text).equals(List.of(text));
    }

    /**
     * One letter a kind: A letter, H Hebrew letter, N numeric, K katakana, X joins words, I alone, S South-East Asian
     * run, T such that extends other letters, too, P pictograph, R regional indicator, e extends. Of what stands
     * within: m words, n numbers, d both, q both and after Hebrew letters, Q between two of those. o is none of these.
     */
    private char kind(String c) throws IOException {
        if (tokens(c).isEmpty()) {
            if (isWhole("a" + c)) {
                return isWhole("a" + c + "\u30ab") ? 'X' : 'e';
            }
            boolean inWords = isWhole("a" + c + "b");
            boolean inNumbers = isWhole("1" + c + "2");
            if (inWords && inNumbers) {
                return isWhole("\u05d0" + c) ? 'q' : 'd';
            }
            if (inWords || inNumbers) {
                return inWords ? 'm' : 'n';
            }
            if (isWhole("\u05d0" + c + "\u05d0")) {
                return 'Q';
            }
            return isWhole(c + c) ? 'R' : 'o';
        }
        if (typeOf(c).equals("<EMOJI>")) {
            return 'P';
        }
        if (typeOf(c).equals("<SOUTHEAST_ASIAN>")) {
            return isWhole("a" + c) ? 'T' : 'S';
        }
        if (isWhole("a" + c + "b")) {
            return isWhole(c + ",1") ? 'N' : isWhole(c + "'") ? 'H' : 'A';
        }
        return isWhole("\u30ab" + c) ? 'K' : 'I';
    }

    @Test
    void thePythonPackageKnowsTheKindsOfCharactersThatLucenesTokeniserTellsApart() throws IOException {
        StringBuilder table = new StringBuilder("# Kinds of characters, as Lucene's StandardTokenizer tells them apart;"
                + " made by WordBreakTableTest. From, to, kind.\n");
        char kind = 'o';
        int from = 0;
        for (int c = 0; c <= LAST + 1; c++) {
            boolean isCharacter = c <= LAST && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            char next = isCharacter ? kind(Character.toString(c)) : 'o';
            if (next != kind) {
                if (kind != 'o') {
                    table.append(String.format("%x %x %c\n", from, c - 1, kind));
                }
                kind = next;
                from = c;
            }
        }

        if (Boolean.getBoolean("rdrop.docs.write")) {
            Files.writeString(TABLE, table);
        }
        assertThat(table).asString().isEqualTo(Files.readString(TABLE));
    }
}
