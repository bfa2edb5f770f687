/** The command line: one class per command. */
@NullMarked
package io.rdrop.cli;

import org.jspecify.annotations.NullMarked;
