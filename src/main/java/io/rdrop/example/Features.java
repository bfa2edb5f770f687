package io.rdrop.example;

import io.rdrop.Public;

/** What an example shows of itself. */
@Public
public sealed interface Features permits TableFeatures, TextFeatures, ImageFeatures, TokenFeatures, PairFeatures {
    /** About the memory that it takes; the same in every process. */
    long bytes();
}
