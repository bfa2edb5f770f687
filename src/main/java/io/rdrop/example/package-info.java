/** What flows through the job: records of primitives and arrays, and their binary form; no framework types. */
@NullMarked
package io.rdrop.example;

import org.jspecify.annotations.NullMarked;
