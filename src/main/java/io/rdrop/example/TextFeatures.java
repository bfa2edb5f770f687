package io.rdrop.example;

/** A text as it was written, before any analysis. */
public record TextFeatures(String text) implements Features {
    @Override
    public long bytes() {
        return 2L * text.length();
    }
}
