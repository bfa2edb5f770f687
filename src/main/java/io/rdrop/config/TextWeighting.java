package io.rdrop.config;

/** What the input of a word is that occurs n times in a text. */
public enum TextWeighting {
    /** 1. */
    BINARY,
    /** n. */
    COUNT,
    /** 1 + ln n. */
    LOG
}
