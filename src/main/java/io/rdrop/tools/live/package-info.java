/** The page that shows an embedded run while it runs; served on the loopback interface only. */
@NullMarked
package io.rdrop.tools.live;

import org.jspecify.annotations.NullMarked;
