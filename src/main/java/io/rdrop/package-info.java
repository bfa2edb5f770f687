/** What marks the types that users may compile against. */
@NullMarked
package io.rdrop;

import org.jspecify.annotations.NullMarked;
