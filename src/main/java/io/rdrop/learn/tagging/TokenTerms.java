package io.rdrop.learn.tagging;

import io.rdrop.encode.TextTerms;
import io.rdrop.learn.text.TermRow;

/**
 * What there is to say of a token and its neighbours, as terms for a network: the word, its affixes and shape, the two
 * words on either side, pairs with the nearer ones, and the two tags before (the features of the usual log-linear
 * taggers, Ratnaparkhi 1996). A term has the row that its hash chooses; two may share one.
 */
final class TokenTerms implements TermRow {
    private static final int ROW_BITS = 18;
    /** Beside the sentence, on either side. */
    private static final int OUTSIDE = 1;

    private static final int LONG_SUFFIX = Sentence.SUFFIXES + 2;
    /** No hash of a part of a token is of such a kind. */
    private static final int FIRST_KIND = 32;

    private final TextTerms terms = new TextTerms();
    private final int[] hashes = new int[32];
    private int count;

    /**
     * Looks at a token.
     *
     * @param before tag of the token before, -1 for none
     * @param secondBefore tag of the one before that
     */
    void set(Sentence sentence, int token, int before, int secondBefore) {
        count = 0;
        int[] own = sentence.hashes()[token];
        int word = own[Sentence.LOWER];
        int kind = FIRST_KIND;
        for (int hash : own) {
            if (hash != 0) {
                add(hash, 0, kind);
            }
        }
        add(own[Sentence.SHAPE], token == 0 ? 1 : 2, ++kind);
        int left = part(sentence, token - 1, Sentence.LOWER);
        int right = part(sentence, token + 1, Sentence.LOWER);
        add(left, 0, ++kind);
        add(part(sentence, token - 2, Sentence.LOWER), 0, ++kind);
        add(right, 0, ++kind);
        add(part(sentence, token + 2, Sentence.LOWER), 0, ++kind);
        add(left, word, ++kind);
        add(word, right, ++kind);
        add(before, 0, ++kind);
        add(before, secondBefore, ++kind);
        add(before, word, ++kind);
        add(part(sentence, token - 1, LONG_SUFFIX), 0, ++kind);
        add(part(sentence, token + 1, LONG_SUFFIX), 0, ++kind);
        add(part(sentence, token + 1, Sentence.SHAPE), 0, ++kind);
        float value = (float) Math.sqrt(1.0 / count);
        terms.clear();
        for (int i = 0; i < count; i++) {
            terms.addKnown(hashes[i] >>> (Integer.SIZE - ROW_BITS), value, false);
        }
    }

    private static int part(Sentence sentence, int token, int which) {
        return token < 0 || token >= sentence.length() ? OUTSIDE : sentence.hashes()[token][which];
    }

    private void add(int one, int two, int kind) {
        hashes[count++] = Hashes.of(one, two, kind);
    }

    @Override
    public TextTerms terms() {
        return terms;
    }
}
