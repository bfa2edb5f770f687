/** How records cross operators and Kafka: binary formats, serializers, (de)serialization schemas. */
@NullMarked
package io.rdrop.job.wire;

import org.jspecify.annotations.NullMarked;
