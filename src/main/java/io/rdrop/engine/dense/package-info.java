/**
 * The planned step: dense and convolutional networks, computed on float arrays and BLAS over the parameters that DL4J
 * holds, without computing twice what dropout passes share. Knows nothing of DL4J's layers; the package above compiles
 * them into a plan.
 */
@NullMarked
package io.rdrop.engine.dense;

import org.jspecify.annotations.NullMarked;
