package io.rdrop.learn.language;

import io.rdrop.encode.TextTerms;
import io.rdrop.learn.text.TermRow;

/**
 * What stood before a byte, as terms for a network: the last 1 to 6 bytes, the word so far, and that with the word
 * before. A term has the row that its hash chooses; two may share one.
 */
public final class ByteTerms implements TermRow {
    private static final int ROW_BITS = 16;
    private static final int FIRST = 1;
    private static final float VALUE = (float) Math.sqrt(1.0 / (ByteContexts.CONTEXTS - FIRST));

    private final TextTerms terms = new TextTerms();

    /** Takes the contexts of the byte that comes next. */
    public void set(ByteContexts contexts) {
        terms.clear();
        for (int i = FIRST; i < ByteContexts.CONTEXTS; i++) {
            terms.addKnown(contexts.hash(i) >>> (Integer.SIZE - ROW_BITS), VALUE, false);
        }
    }

    @Override
    public TextTerms terms() {
        return terms;
    }
}
