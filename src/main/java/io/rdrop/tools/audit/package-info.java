/**
 * Proves from a topic, its dead letters and the manifests of a registry that every record was trained on exactly once,
 * or rejected, or is still pending. It trusts neither the job nor its state; it retrains nothing, unless asked to.
 */
@NullMarked
package io.rdrop.tools.audit;

import org.jspecify.annotations.NullMarked;
