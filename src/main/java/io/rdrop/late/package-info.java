/**
 * Events and the labels that come after them, joined in the order of their time: what is learned, and in which order,
 * is told by the records alone. Plain Java.
 */
@NullMarked
package io.rdrop.late;

import org.jspecify.annotations.NullMarked;
