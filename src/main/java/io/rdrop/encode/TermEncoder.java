package io.rdrop.encode;

import io.rdrop.config.TextConfig;
import io.rdrop.example.Example;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text as its terms, each once: words, pairs of neighbouring words, and runs of four characters of each word, whose begin and
 * end count as characters. Terms get rows when they first come up ({@link TermRows}). With N texts before this one, of which n
 * have a term, its value is
 *
 * <pre>  x = a / |a|,   a^2 = ln((N + 2) / (n + 1))</pre>
 *
 * <p>over all terms of the text, those without rows too.
 */
public final class TermEncoder implements FeatureStatistics {
    private static final int FORMAT = 1;
    /** Rows at most. */
    private static final int CAPACITY = 1 << 17;

    private static final int GRAM = 4;
    /** No word has a blank in it, so that terms of different kinds differ. */
    private static final char BLANK = ' ';

    private final Words words;
    private final String layout;
    private final DictionaryBytes bytes;
    private final TermRows rows;
    private final Set<String> terms = new LinkedHashSet<>();
    private long texts;

    /** @param maxDictionaryBytes of all terms that have rows */
    public TermEncoder(TextConfig config, long maxDictionaryBytes) {
        this(config, maxDictionaryBytes, CAPACITY);
    }

    TermEncoder(TextConfig config, long maxDictionaryBytes, int capacity) {
        words = new Words(config.analyzer());
        layout = "terms, analyzer " + config.analyzer().name().toLowerCase(Locale.ROOT) + ", rows " + capacity;
        bytes = new DictionaryBytes(maxDictionaryBytes);
        rows = new TermRows(capacity, bytes);
    }

    /**
     * Encodes the terms that have rows; changes nothing here.
     *
     * @throws IllegalArgumentException if the example is no text
     */
    public void encode(Example example, TextTerms into) {
        into.clear();
        terms.clear();
        collect(words.of(EncoderChecks.text(example), Integer.MAX_VALUE));
        double squares = 0;
        for (String term : terms) {
            squares += square(rows.row(term));
        }
        double norm = Math.sqrt(squares);
        for (String term : terms) {
            Integer row = rows.row(term);
            float value = (float) (Math.sqrt(square(row)) / norm);
            if (row == null) {
                into.strange.add(term);
                into.strangeValues.add(value);
            } else {
                into.addKnown(row, value, isGram(term));
            }
        }
    }

    private void collect(List<String> text) {
        terms.addAll(text);
        for (int i = 0; i + 1 < text.size(); i++) {
            terms.add(text.get(i) + BLANK + text.get(i + 1));
        }
        for (String word : text) {
            String whole = BLANK + "<" + word + ">";
            for (int i = 1; i + GRAM <= whole.length(); i++) {
                terms.add(BLANK + whole.substring(i, i + GRAM));
            }
        }
    }

    private static boolean isGram(String term) {
        return term.charAt(0) == BLANK;
    }

    private double square(@Nullable Integer row) {
        return StrictMath.log((texts + 2.0) / ((row == null ? 0 : rows.texts(row)) + 1.0));
    }

    /** Gives rows to the other terms of the text that was encoded last, where there is room, to be learned. */
    public void admit(TextTerms text) {
        for (int term = 0; term < text.count(); term++) {
            rows.hold(text.row(term));
        }
        for (int i = 0; i < text.strange.size(); i++) {
            String term = text.strange.get(i);
            int row = rows.admit(term);
            if (row != TermRows.NONE) {
                text.addNew(row, text.strangeValues.get(i), isGram(term));
            }
        }
    }

    /** The text that was admitted last is known from now on. */
    public void observe(TextTerms text) {
        rows.observe(text);
        texts++;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(FORMAT);
        StateText.write(layout, out);
        out.writeLong(texts);
        rows.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        try {
            TextEncoders.requireFormat(in, FORMAT, layout);
            texts = in.readLong();
            rows.restore(in);
        } catch (EOFException e) {
            throw new IOException("encoder state is damaged: it ends too early", e);
        }
    }

    @Override
    public Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("encoder", "terms with rows of their own");
        description.put("format", FORMAT);
        description.put("analyzer", words.describe());
        description.put(
                "terms",
                "each once: words; two neighbouring words joined with a blank; a blank and each " + GRAM
                        + " UTF-16 units of <word>");
        description.put("value", "a / |a|, a^2 = ln((texts + 2) / (texts with the term + 1))");
        description.put("texts", texts);
        Map<String, Object> known = new LinkedHashMap<>();
        for (int row = 0; row < rows.terms().size(); row++) {
            String term = rows.terms().get(row);
            if (term != null) {
                known.put(term, List.of(row, rows.texts(row)));
            }
        }
        description.put("row and texts by term", known);
        return description;
    }

    @Override
    public int vocabulary() {
        return rows.size();
    }

    @Override
    public long dictionaryBytes() {
        return bytes.used();
    }

    @Override
    public long turnedAway() {
        return bytes.turnedAway();
    }
}
