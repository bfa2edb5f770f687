package io.rdrop.example;

import io.rdrop.Public;

/**
 * What an encoder has learned of a column of numbers.
 *
 * @param name of the column
 * @param count values that were observed
 * @param mean of them, in the column's unit
 * @param deviation of them, in the column's unit, &ge; 0
 */
@Public
public record ColumnMoments(String name, long count, double mean, double deviation) {}
