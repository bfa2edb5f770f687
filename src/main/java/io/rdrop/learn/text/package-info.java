/** A text as the members of a pool see it, encoded once for all of them; plain Java. */
@NullMarked
package io.rdrop.learn.text;

import org.jspecify.annotations.NullMarked;
