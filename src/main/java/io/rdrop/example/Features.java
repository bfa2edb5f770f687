package io.rdrop.example;

/** What an example shows of itself. */
public sealed interface Features permits TableFeatures, TextFeatures, ImageFeatures {}
