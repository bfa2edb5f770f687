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

/**
 * A text as its terms, each once: words, pairs of neighbouring words, and runs of four characters of each word, whose
 * begin and end count as characters. Terms get rows when they first come up ({@link TermRows}). With N texts before
 * this one, of which n have a term, its value is
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
    /** Terms of the text at hand that have no row. */
    private final Set<String> strange = new LinkedHashSet<>();

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
        strange.clear();
        rows.startText();
        collect(words.of(EncoderChecks.text(example), Integer.MAX_VALUE), into);
        double ofStrange = square(0);
        double squares = strange.size() * ofStrange;
        for (int term = 0; term < into.count(); term++) {
            squares += into.value(term);
        }
        double norm = Math.sqrt(squares);
        for (int term = 0; term < into.count(); term++) {
            into.value(term, (float) (Math.sqrt(into.value(term)) / norm));
        }
        into.strange((float) (Math.sqrt(ofStrange) / norm), strange);
    }

    private void collect(List<String> text, TextTerms into) {
        for (int i = 0; i < text.size(); i++) {
            collect(text.get(i), into);
        }
        for (int i = 0; i + 1 < text.size(); i++) {
            collect(text.get(i) + BLANK + text.get(i + 1), into);
        }
        for (String word : text) {
            String whole = BLANK + "<" + word + ">";
            for (int i = 1; i + GRAM <= whole.length(); i++) {
                collect(BLANK + whole.substring(i, i + GRAM), into);
            }
        }
    }

    /** With its square for a value, as yet. */
    private void collect(String term, TextTerms into) {
        Integer row = rows.row(term);
        if (row == null) {
            strange.add(term);
        } else if (rows.isFirstInText(row)) {
            into.addKnown(row, (float) square(rows.texts(row)), isGram(term));
        }
    }

    private static boolean isGram(String term) {
        return term.charAt(0) == BLANK;
    }

    private double square(int withTerm) {
        return StrictMath.log((texts + 2.0) / (withTerm + 1.0));
    }

    /** Gives rows to the other terms of the text that was encoded last, where there is room, to be learned. */
    public void admit(TextTerms text) {
        for (int term = 0; term < text.count(); term++) {
            rows.hold(text.row(term));
        }
        for (String term : text.strange()) {
            int row = rows.admit(term);
            if (row != TermRows.NONE) {
                text.addNew(row, isGram(term));
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
