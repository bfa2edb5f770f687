/** Versions of models: manifests, staging, commit, rollback, retention, verification. */
@NullMarked
package io.rdrop.registry;

import org.jspecify.annotations.NullMarked;
