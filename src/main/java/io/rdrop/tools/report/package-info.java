/** report.json and the self-contained report.html. */
@NullMarked
package io.rdrop.tools.report;

import org.jspecify.annotations.NullMarked;
