package io.rdrop.example;

import io.rdrop.Public;

/** A text as it was written, before any analysis. */
@Public
public record TextFeatures(String text) implements Features {
    @Override
    public long bytes() {
        return 2L * text.length();
    }
}
