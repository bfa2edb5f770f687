/** What a file holds: columns, types, classes, told from its rows. */
@NullMarked
package io.rdrop.tools.feed.inference;

import org.jspecify.annotations.NullMarked;
