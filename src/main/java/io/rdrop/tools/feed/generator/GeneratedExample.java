package io.rdrop.tools.feed.generator;

/**
 * One drawn example.
 *
 * @param numbers [numeric columns], float64, in configured order
 * @param categories [categorical columns], in configured order
 * @param label class index, 0-based
 */
@SuppressWarnings("ArrayRecordComponent") // the shape of io.rdrop.example.Example; nobody compares them
public record GeneratedExample(double[] numbers, String[] categories, int label) {}
