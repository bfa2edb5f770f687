package io.rdrop.learn.table;

/**
 * The sizes of a table and of what is known beside it.
 *
 * @param numbers numeric columns
 * @param categories categorical columns
 * @param slots of all categorical columns
 * @param classes classes
 * @param lags earlier labels that are kept
 */
public record TableShape(int numbers, int categories, int slots, int classes, int lags) {}
