package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.job.Jobs;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import io.rdrop.task.Task;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateSizeTest {
    private static final long MIB = 1 << 20;

    /** A table of 100,002 inputs and 4 units, with Adam: 4.6 MiB. */
    private static final JobConfig WIDE = Jobs.config(
            Path.of("none"),
            "encoding.hash-buckets=100000",
            "encoding.one-hot-categories=0",
            "model.hidden=[4]",
            "model.updater.type=adam");

    @Test
    void aModelWhoseStateDoesNotFitOnTheHeapIsRefusedWithWhatHelps() {
        try (var learner = Task.of(WIDE).learner()) {
            assertThat(learner.stateBytes()).isEqualTo(3 * 4 * learner.parameters());
            assertThatCode(() -> StateSize.check(learner, 10 * MIB)).doesNotThrowAnyException();
            assertThatThrownBy(() -> StateSize.check(learner, 9 * MIB))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("model: 400,0")
                    .hasMessageContaining("but the heap has 9 MiB")
                    .hasMessageContaining("make model.hidden, text.buckets or encoding.hash-buckets smaller")
                    .hasMessageContaining("RDROP_JAVA_OPTS=-Xmx535m");
        }
    }

    @Test
    void whatAStateTakesIsKnownBefore() throws Exception {
        try (ModelSession session = ModelSession.create("de", WIDE, 1);
                var learner = Task.of(WIDE).learner()) {
            assertThat(session.save(new StateParts(new MemoryChunks(), StateParts.CHUNK_BYTES)))
                    .isBetween(learner.stateBytes(), learner.stateBytes() + MIB);
        }
    }
}
