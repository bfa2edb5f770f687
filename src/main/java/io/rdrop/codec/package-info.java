/** Wire formats and validation: bytes to examples or rejections. */
@NullMarked
package io.rdrop.codec;

import org.jspecify.annotations.NullMarked;
