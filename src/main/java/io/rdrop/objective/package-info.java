/** The R-Drop objective (arXiv 2106.14448): loss, gradient and alpha schedules on plain arrays. */
@NullMarked
package io.rdrop.objective;

import org.jspecify.annotations.NullMarked;
