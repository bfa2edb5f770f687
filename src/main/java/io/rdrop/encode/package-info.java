/**
 * Columns, texts, images and earlier labels to float32 inputs, dense or sparse; running statistics and vocabularies,
 * which are part of the training state; plain Java.
 */
@NullMarked
package io.rdrop.encode;

import org.jspecify.annotations.NullMarked;
