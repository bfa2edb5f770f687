/** Many members that learn the same stream, and what is made of their predictions; plain Java. */
@NullMarked
package io.rdrop.learn.pool;

import org.jspecify.annotations.NullMarked;
