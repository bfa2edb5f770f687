/** The port that every engine implements. */
@NullMarked
package io.rdrop.model;

import org.jspecify.annotations.NullMarked;
