/** The Flink job: topology, operators, sources and sinks. */
@NullMarked
package io.rdrop.job;

import org.jspecify.annotations.NullMarked;
