/** Members of a pool whose targets are numbers. */
@NullMarked
package io.rdrop.learn.number;

import org.jspecify.annotations.NullMarked;
