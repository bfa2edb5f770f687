/**
 * What is asked of models while they run: commands as JSON, the order that they must come in, and what each model was
 * asked so far. Plain Java; what a command does is done in {@code session}.
 */
@NullMarked
package io.rdrop.control;

import org.jspecify.annotations.NullMarked;
