/** Members of a pool that are no networks: counts, neighbours, trees. */
@NullMarked
package io.rdrop.learn.companion;

import org.jspecify.annotations.NullMarked;
