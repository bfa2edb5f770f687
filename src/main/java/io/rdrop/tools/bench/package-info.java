/** What the engine's steps are measured against. */
@NullMarked
package io.rdrop.tools.bench;

import org.jspecify.annotations.NullMarked;
