/** Prequential scores of classes and of numbers, beside their referees; plain Java. */
@NullMarked
package io.rdrop.evaluate;

import org.jspecify.annotations.NullMarked;
