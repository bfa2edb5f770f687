/** A row of a table as the members of a pool see it, encoded once for all of them; plain Java. */
@NullMarked
package io.rdrop.learn.table;

import org.jspecify.annotations.NullMarked;
