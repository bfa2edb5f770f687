/** How a training state is cut into named parts and chunks, checked, and read again. */
@NullMarked
package io.rdrop.state;

import org.jspecify.annotations.NullMarked;
