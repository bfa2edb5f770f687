/** Files of rows as records: tables, JSON lines, texts. */
@NullMarked
package io.rdrop.tools.feed.files;

import org.jspecify.annotations.NullMarked;
