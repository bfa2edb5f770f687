/** Bytes to {@code Example} or {@code Rejection}, in JSON, Avro or the binary format; JSON into the other two. */
@NullMarked
package io.rdrop.codec;

import org.jspecify.annotations.NullMarked;
