package io.rdrop.example;

import io.rdrop.Public;

/** What the codec makes of a record: an example to learn from, or a rejection that says why not. */
@Public
public sealed interface Decoded permits Example, Rejection {}
