/** Versioned model snapshots: staging, commit, retention, verification. */
@NullMarked
package io.rdrop.registry;

import org.jspecify.annotations.NullMarked;
