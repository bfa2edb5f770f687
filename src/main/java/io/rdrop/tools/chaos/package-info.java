/**
 * Disturbs a training job on a real broker and a real cluster, from a seeded schedule, and compares what comes out with
 * the same records learned undisturbed.
 */
@NullMarked
package io.rdrop.tools.chaos;

import org.jspecify.annotations.NullMarked;
