/**
 * A Kafka broker and a Flink cluster as processes of their own, made of the jars that the build packaged: to be killed,
 * paused and restarted. They end with the process that started them, however it ends.
 */
@NullMarked
package io.rdrop.tools.processes;

import org.jspecify.annotations.NullMarked;
