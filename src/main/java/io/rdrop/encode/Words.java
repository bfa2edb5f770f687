package io.rdrop.encode;

import io.rdrop.config.TextAnalyzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.Version;

/** Texts to words of at most 255 UTF-16 units, by Lucene's analysers. Not thread-safe. */
final class Words {
    private final Analyzer analyzer;
    private final String description;

    Words(TextAnalyzer kind) {
        switch (kind) {
            case STANDARD -> {
                analyzer = new StandardAnalyzer(CharArraySet.EMPTY_SET);
                description = "StandardAnalyzer without stop words";
            }
            case ENGLISH -> {
                analyzer = new EnglishAnalyzer();
                description = "EnglishAnalyzer";
            }
            default -> {
                analyzer = new WhitespaceAnalyzer();
                description = "WhitespaceAnalyzer";
            }
        }
    }

    /** The words of a text, in order, and at most so many. */
    List<String> of(String text, int limit) {
        List<String> words = new ArrayList<>();
        try (TokenStream tokens = analyzer.tokenStream("", text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < limit && tokens.incrementToken()) {
                words.add(word.toString());
            }
        } catch (IOException e) { // of reading a text in memory
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** The analyser and the version of Lucene: enough to find the same words elsewhere. */
    String describe() {
        return "Apache Lucene " + Version.LATEST + ", " + description;
    }
}
