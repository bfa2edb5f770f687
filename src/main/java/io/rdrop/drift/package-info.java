/** Detectors of drift, one number at a time, and what is done when they signal; plain Java. */
@NullMarked
package io.rdrop.drift;

import org.jspecify.annotations.NullMarked;
