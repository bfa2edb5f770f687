/** Champion and challenger: which of two learners of one stream is better, told record by record; plain Java. */
@NullMarked
package io.rdrop.challenge;

import org.jspecify.annotations.NullMarked;
