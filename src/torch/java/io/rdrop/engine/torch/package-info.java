/** The libtorch engine; the only package that knows PyTorch. Compiled with {@code -Ptorch} alone, into its own jar. */
@NullMarked
package io.rdrop.engine.torch;

import org.jspecify.annotations.NullMarked;
