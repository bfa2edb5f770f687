/** Which tag each token of a sentence has; plain Java. */
@NullMarked
package io.rdrop.learn.tagging;

import org.jspecify.annotations.NullMarked;
