/** Tests of the files that deploy the job: they name ports, paths, topics, classes and keys that the code must know. */
@NullMarked
package io.rdrop.deploy;

import org.jspecify.annotations.NullMarked;
