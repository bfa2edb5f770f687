/** How the training state is framed, checked and read again. */
@NullMarked
package io.rdrop.state;

import org.jspecify.annotations.NullMarked;
