package io.rdrop.example;

import io.rdrop.Public;

/** What an example shows of itself. */
@Public
public sealed interface Features permits TableFeatures, TextFeatures, ImageFeatures {}
