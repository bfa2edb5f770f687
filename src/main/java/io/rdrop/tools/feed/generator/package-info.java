/** Classical drift generators, written from their papers, seeded, with known drift points. */
@NullMarked
package io.rdrop.tools.feed.generator;

import org.jspecify.annotations.NullMarked;
