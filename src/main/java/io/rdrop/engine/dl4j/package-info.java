/** The DL4J / ND4J engine; the only package that knows those libraries. */
@NullMarked
package io.rdrop.engine.dl4j;

import org.jspecify.annotations.NullMarked;
