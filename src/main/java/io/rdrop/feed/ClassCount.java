package io.rdrop.feed;

/**
 * A value of the label column.
 *
 * @param name class name
 * @param rows rows that have it
 */
public record ClassCount(String name, long rows) {}
