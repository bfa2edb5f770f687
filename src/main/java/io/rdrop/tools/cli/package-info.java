/** The command line: one class per command. */
@NullMarked
package io.rdrop.tools.cli;

import org.jspecify.annotations.NullMarked;
