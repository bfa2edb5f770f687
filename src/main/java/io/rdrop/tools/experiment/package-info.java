/** What R-Drop is worth on streams: studies of settings, over data and seeds, with intervals. */
@NullMarked
package io.rdrop.tools.experiment;

import org.jspecify.annotations.NullMarked;
