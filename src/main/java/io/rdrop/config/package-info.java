/** The configuration: nested records, validated, bound from YAML, printed, hashed and documented from one source. */
@NullMarked
package io.rdrop.config;

import org.jspecify.annotations.NullMarked;
