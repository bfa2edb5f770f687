package io.rdrop.config;

import io.rdrop.Public;

/** What the input of a word is that occurs n times in a text. */
@Public
public enum TextWeighting {
    /** 1. */
    BINARY,
    /** n. */
    COUNT,
    /** 1 + ln n. */
    LOG
}
