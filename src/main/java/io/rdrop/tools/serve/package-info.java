/** Predictions over HTTP, by the names and shapes of KServe's open inference protocol v2. */
@NullMarked
package io.rdrop.tools.serve;

import org.jspecify.annotations.NullMarked;
