package io.rdrop.learn.text;

import io.rdrop.encode.TextTerms;

/** What networks over terms are given: the terms of an example, each with its row of weights. */
public interface TermRow {
    /** Its terms. Not to be modified. */
    TextTerms terms();
}
