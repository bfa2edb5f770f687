/** One model's life: its learner, micro-batch, ledgers and versions, without Flink. */
@NullMarked
package io.rdrop.session;

import org.jspecify.annotations.NullMarked;
