package io.rdrop.tools.feed.generator;

/** One drawn example: numeric columns, categorical ones, and class index, 0-based, or the number to predict. */
public record GeneratedExample(double[] numbers, String[] categories, double target) {
    /** The class index. */
    public int label() {
        return (int) target;
    }
}
