/** Texts as sequences of subwords. */
@NullMarked
package io.rdrop.learn.sequence;

import org.jspecify.annotations.NullMarked;
