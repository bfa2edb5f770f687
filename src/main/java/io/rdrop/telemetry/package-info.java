/**
 * Meters and the {@code /metrics} server; the only package that knows Micrometer. Callers see {@link
 * io.rdrop.telemetry.MetricsEndpoint} and the meters it hands out; names and meanings stand in {@link
 * io.rdrop.telemetry.Meters}.
 */
@NullMarked
package io.rdrop.telemetry;

import org.jspecify.annotations.NullMarked;
