/** Meters; the only package that knows Micrometer. */
@NullMarked
package io.rdrop.telemetry;

import org.jspecify.annotations.NullMarked;
