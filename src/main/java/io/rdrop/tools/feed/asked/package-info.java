/** Rows of a file that are to be predicted, and what is written beside them. */
@NullMarked
package io.rdrop.tools.feed.asked;

import org.jspecify.annotations.NullMarked;
