/** The port that every engine implements. */
@NullMarked
package io.rdrop.engine;

import org.jspecify.annotations.NullMarked;
