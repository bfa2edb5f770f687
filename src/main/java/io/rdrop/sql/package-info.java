/** Models of a registry in Flink SQL ({@code CREATE MODEL}, {@code ML_PREDICT}): the model provider {@code rdrop}. */
@NullMarked
package io.rdrop.sql;

import org.jspecify.annotations.NullMarked;
