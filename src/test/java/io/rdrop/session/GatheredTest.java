package io.rdrop.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.example.Example;
import io.rdrop.registry.SnapshotManifest;
import io.rdrop.state.MemoryChunks;
import io.rdrop.state.StateParts;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code micro-batch.gather}: what is predicted together, and what is learned. */
class GatheredTest {
    private static final String MODEL = "default";
    private static final int GATHER = 3;
    /** Of so many examples: within micro-batches, between those that are gathered, and between groups. */
    private static final int KILLED_EVERY = 7;

    private static final int LEARNED = 2 * GATHER * ModelKind.BATCH;

    /** Networks whose inputs hold no earlier labels. */
    static Stream<ModelKind> networks() {
        return ModelKind.here()
                .filter(kind -> !kind.config().hasPool())
                .filter(kind -> kind.config().history().labels() == 0);
    }

    private static JobConfig gathered(ModelKind kind) {
        return JobConfigs.parse(JobConfigs.print(kind.config()), "test", List.of("micro-batch.gather=" + GATHER));
    }

    private static SnapshotManifest learned(JobConfig config, List<Example> examples) throws IOException {
        try (ModelSession session = ModelSession.create(MODEL, config, 1)) {
            examples.forEach(example -> session.add(example, 0));
            return session.snapshot(0).manifest();
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theSameIsLearnedAndWhatIsPredictedIsPredictedEarlier(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples().subList(0, LEARNED);
        SnapshotManifest one = learned(kind.config(), examples);
        SnapshotManifest together = learned(gathered(kind), examples);

        assertThat(together.stateSha256()).isEqualTo(one.stateSha256());
        assertThat(together.step()).isEqualTo(one.step());
        assertThat(together.examples()).isEqualTo(LEARNED);
        assertThat(together.prequential()).isNotEqualTo(one.prequential());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void killedAndRestoredItEndsWithTheSameBytes(ModelKind kind) throws IOException {
        List<Example> examples = kind.examples().subList(0, LEARNED);
        SnapshotManifest expected = learned(gathered(kind), examples);
        ModelSession session = ModelSession.create(MODEL, gathered(kind), 1);
        for (int i = 0; i < examples.size(); i++) {
            session.add(examples.get(i), 0);
            if (i % KILLED_EVERY != 0) {
                continue;
            }
            MemoryChunks state = new MemoryChunks();
            session.save(new StateParts(state, StateParts.CHUNK_BYTES));
            session.close();
            session = ModelSession.restore(MODEL, gathered(kind), new StateParts(state, StateParts.CHUNK_BYTES), 1, 0);
        }
        SnapshotManifest ended = session.snapshot(0).manifest();
        session.close();

        assertThat(ended.stateSha256()).isEqualTo(expected.stateSha256());
        assertThat(ended.prequential()).isEqualTo(expected.prequential());
        assertThat(ended.files()).isEqualTo(expected.files());
    }
}
