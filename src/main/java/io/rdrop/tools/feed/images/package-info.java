/** Files of images: idx, and JSON lines of pixels. */
@NullMarked
package io.rdrop.tools.feed.images;

import org.jspecify.annotations.NullMarked;
