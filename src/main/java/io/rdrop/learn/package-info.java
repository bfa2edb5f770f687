/** Test-then-train over micro-batches; plain Java. */
@NullMarked
package io.rdrop.learn;

import org.jspecify.annotations.NullMarked;
