/** Features to numbers, with statistics that are part of the training state; plain Java. */
@NullMarked
package io.rdrop.encode;

import org.jspecify.annotations.NullMarked;
