/** What flows through the job: plain records of primitives and arrays, with no framework types. */
@NullMarked
package io.rdrop.example;

import org.jspecify.annotations.NullMarked;
