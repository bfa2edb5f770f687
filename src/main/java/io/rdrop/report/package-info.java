/** report.json and the self-contained report.html. */
@NullMarked
package io.rdrop.report;

import org.jspecify.annotations.NullMarked;
