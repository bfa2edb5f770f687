package io.rdrop.example;

/** A text as it was written, before any analysis. */
public record TextFeatures(String text) implements Features {}
