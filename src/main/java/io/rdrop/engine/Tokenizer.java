package io.rdrop.engine;

/** Texts as numbered tokens, and back. Not thread-safe; the creator closes it. */
public interface Tokenizer extends AutoCloseable {
    /** Numbers that there are: tokens have those from 1 to before it. */
    int size();

    /** The tokens of a text that is not empty, at least one. */
    int[] encode(String text);

    /** The text of tokens, stripped; numbers that are no tokens are passed over. */
    String decode(int[] tokens);

    @Override
    default void close() {}
}
