package io.rdrop.tools.feed.generator;

/** One drawn example: numeric columns, categorical ones, and class index, 0-based. */
public record GeneratedExample(double[] numbers, String[] categories, int label) {}
