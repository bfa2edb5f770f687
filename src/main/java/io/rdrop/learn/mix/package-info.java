/** Mixtures of what members predict, by how well they did; plain Java. */
@NullMarked
package io.rdrop.learn.mix;

import org.jspecify.annotations.NullMarked;
