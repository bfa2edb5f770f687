/** The commands of {@code rdrop bench}; benchmarks/README.md is the index of all benchmarks. */
@NullMarked
package io.rdrop.tools.bench;

import org.jspecify.annotations.NullMarked;
