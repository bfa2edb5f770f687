package io.rdrop.example;

/** What the codec makes of a record: an example to learn from, or a rejection that says why not. */
public sealed interface Decoded permits Example, Rejection {}
