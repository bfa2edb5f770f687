/** Prequential metrics and their referees; plain Java. */
@NullMarked
package io.rdrop.evaluate;

import org.jspecify.annotations.NullMarked;
