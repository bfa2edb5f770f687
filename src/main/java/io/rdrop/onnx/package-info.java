/** Graphs as ONNX files. */
@NullMarked
package io.rdrop.onnx;

import org.jspecify.annotations.NullMarked;
