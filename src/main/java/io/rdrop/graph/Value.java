package io.rdrop.graph;

import io.rdrop.Public;

/** A tensor that a graph has by name: an input, a constant, or what an operator gives. */
@Public
public record Value(String name) {}
