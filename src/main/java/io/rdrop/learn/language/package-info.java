/** Which byte of a text comes next, from counts of what followed in earlier contexts; plain Java. */
@NullMarked
package io.rdrop.learn.language;

import org.jspecify.annotations.NullMarked;
