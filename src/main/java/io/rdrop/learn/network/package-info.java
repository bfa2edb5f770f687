/** Networks that learn one row at a time, in plain Java. */
@NullMarked
package io.rdrop.learn.network;

import org.jspecify.annotations.NullMarked;
