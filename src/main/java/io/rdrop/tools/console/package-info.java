/** What several commands share: options of data files, where the log is, what machine this is. */
@NullMarked
package io.rdrop.tools.console;

import org.jspecify.annotations.NullMarked;
