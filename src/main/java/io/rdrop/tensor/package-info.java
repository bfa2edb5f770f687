/** What flows into a network: rows of float32 inputs, dense or sparse, and their targets. */
@NullMarked
package io.rdrop.tensor;

import org.jspecify.annotations.NullMarked;
