/** What the engine's steps are measured against. */
@NullMarked
package io.rdrop.model.dl4j.bench;

import org.jspecify.annotations.NullMarked;
