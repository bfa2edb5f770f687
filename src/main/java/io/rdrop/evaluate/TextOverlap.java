package io.rdrop.evaluate;

import io.rdrop.example.TextOverlaps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a text has in common with its reference, counted as {@link TextOverlaps} has it. Case counts, but for ROUGE.
 *
 * <p>Words of BLEU are those of sacreBLEU's `13a`; of ROUGE runs of a to z and digits, lower case and without stemming,
 * as in rouge_score. Characters of chrF are code points, without white space.
 */
public final class TextOverlap {
    private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
    private static final Pattern POINT_AFTER_OTHER = Pattern.compile("([^0-9])([.,])");
    private static final Pattern POINT_BEFORE_OTHER = Pattern.compile("([.,])([^0-9])");
    private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");

    private TextOverlap() {}

    /**
     * Counts what a text and its reference have in common.
     *
     * @param into [from, from + {@link TextOverlaps#COUNTS}) is written; F1 scores 0..1
     */
    public static void write(String text, String reference, float[] into, int from) {
        words(words(text), words(reference), into, from);
        characters(
                WHITE_SPACE.matcher(text).replaceAll(""),
                WHITE_SPACE.matcher(reference).replaceAll(""),
                into,
                from);
        rouge(rougeWords(text), rougeWords(reference), into, from);
    }

    private static void words(List<String> text, List<String> reference, float[] into, int from) {
        for (int order = 1; order <= TextOverlaps.WORD_ORDERS; order++) {
            into[from + TextOverlaps.MATCHES + order - 1] = common(ngrams(text, order), ngrams(reference, order));
            into[from + TextOverlaps.NGRAMS + order - 1] = Math.max(0, text.size() - order + 1);
        }
        into[from + TextOverlaps.WORDS] = text.size();
        into[from + TextOverlaps.REFERENCE_WORDS] = reference.size();
    }

    /** Of orders that only one of the two has, nothing is common. */
    static void characters(String text, String reference, float[] into, int from) {
        List<String> ofText = codePoints(text);
        List<String> ofReference = codePoints(reference);
        for (int order = 1; order <= TextOverlaps.CHARACTER_ORDERS; order++) {
            int at = from + TextOverlaps.CHARACTERS + 3 * (order - 1);
            int references = Math.max(0, ofReference.size() - order + 1);
            into[at] = references == 0 ? 0 : Math.max(0, ofText.size() - order + 1);
            into[at + 1] = references;
            into[at + 2] = common(ngrams(ofText, order), ngrams(ofReference, order));
        }
    }

    private static void rouge(List<String> text, List<String> reference, float[] into, int from) {
        int at = from + TextOverlaps.ROUGE;
        for (int order = 1; order <= 2; order++) {
            into[at + order - 1] = f1(
                    common(ngrams(text, order), ngrams(reference, order)),
                    text.size() - order + 1,
                    reference.size() - order + 1);
        }
        into[at + 2] = f1(longestCommonSubsequence(text, reference), text.size(), reference.size());
    }

    private static float f1(int hits, int predicted, int wanted) {
        return hits == 0 ? 0 : (float) (2.0 * hits / (predicted + wanted));
    }

    /** The words of `13a`, which splits punctuation off but for points and commas within numbers. */
    static List<String> words(String text) {
        String line = text.replace("<skipped>", "").replace("-\n", "").replace('\n', ' ');
        if (line.indexOf('&') >= 0) {
            line = line.replace("&quot;", "\"")
                    .replace("&amp;", "&")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">");
        }
        line = SYMBOL.matcher(' ' + line + ' ').replaceAll(" $1 ");
        line = POINT_AFTER_OTHER.matcher(line).replaceAll("$1 $2 ");
        line = POINT_BEFORE_OTHER.matcher(line).replaceAll(" $1 $2");
        return split(DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 "), WHITE_SPACE);
    }

    private static List<String> rougeWords(String text) {
        return split(text.toLowerCase(Locale.ROOT), NO_WORD);
    }

    private static List<String> split(String text, Pattern between) {
        return Arrays.stream(between.split(text))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<String> codePoints(String text) {
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    private static Map<List<String>, Integer> ngrams(List<String> words, int order) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + order <= words.size(); i++) {
            counts.merge(words.subList(i, i + order), 1, Integer::sum);
        }
        return counts;
    }

    /** Of each n-gram the lesser count; a sum, so the order does not matter. */
    private static int common(Map<List<String>, Integer> text, Map<List<String>, Integer> reference) {
        int common = 0;
        for (Map.Entry<List<String>, Integer> ngram : text.entrySet()) {
            common += Math.min(ngram.getValue(), reference.getOrDefault(ngram.getKey(), 0));
        }
        return common;
    }

    static int longestCommonSubsequence(List<String> text, List<String> reference) {
        int[] above = new int[reference.size() + 1];
        for (String word : text) {
            int[] row = new int[above.length];
            for (int i = 1; i < row.length; i++) {
                row[i] = word.equals(reference.get(i - 1)) ? above[i - 1] + 1 : Math.max(row[i - 1], above[i]);
            }
            above = row;
        }
        return above[reference.size()];
    }
}
