/** What a model computes, as operators on tensors that any runtime knows; plain data. */
@NullMarked
package io.rdrop.graph;

import org.jspecify.annotations.NullMarked;
