/** Predictions by versions of a registry: a version, or always the latest, verified and thread-safe. */
@NullMarked
package io.rdrop.predict;

import org.jspecify.annotations.NullMarked;
