/** What can be learned: a task is one class that says how records become tensors, targets and scores. */
@NullMarked
package io.rdrop.task;

import org.jspecify.annotations.NullMarked;
